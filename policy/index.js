// Plain JavaScript: Pulumi's host for policy packs hands TypeScript that it meets first to a compiler of its own, which knows nothing
// of this project's settings. What is imported from here, Node runs as it is.
import "../bin/prepareNode.js";

// Not awaited, because the host loads this file with `require`.
void import("./pack.ts");

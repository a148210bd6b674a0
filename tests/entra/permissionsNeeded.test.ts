import { describe, expect, it } from "@jest/globals";

import { GraphRefusal } from "../../entra/graphClient.ts";
import { NEEDS, withNeeds } from "../../entra/permissionsNeeded.ts";

describe("withNeeds", () => {
  it("says of a 403 what is missing, and passes on all else as it is", async () => {
    const failing = (error: Error) =>
      withNeeds("Removing a secret", NEEDS.changeApplication, () => Promise.reject(error));
    await expect(failing(new GraphRefusal("refused", 403, "Authorization_RequestDenied"))).rejects.toThrow(
      /^refused\nRemoving a secret needs Application\.ReadWrite\.OwnedBy .*Cloud Application Administrator\.$/,
    );
    const other = new GraphRefusal("gone", 404, "Request_ResourceNotFound");
    await expect(failing(other)).rejects.toBe(other);
    await expect(withNeeds("x", "y", () => Promise.resolve(1))).resolves.toBe(1);
  });
});

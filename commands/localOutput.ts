import type { Operation, Result } from "../local/engine/operate.ts";

const MASK = "[secret]";

/** One JSON object on standard output: number of resources by kind of change, and plain output values by name. */
export function printJson(result: Result, showSecrets: boolean): void {
  process.stdout.write(`${JSON.stringify({ changes: result.changes, outputs: plain(result, showSecrets) })}\n`);
}

/** What a person wants after the engine's own words: the outputs where it does not print them, and the next step. */
export function printResult(action: Operation, result: Result, showSecrets: boolean): void {
  if (action === "outputs" || (showSecrets && action === "up")) {
    if (Object.keys(result.outputs).length === 0) {
      process.stdout.write("Nothing is deployed yet: `npx aem-mail-oauth local` does that.\n");
    }
    for (const [name, value] of Object.entries(plain(result, showSecrets))) {
      process.stdout.write(`${name}: ${typeof value === "string" ? value : JSON.stringify(value)}\n`);
    }
  }
  if (!result.failed) {
    const nothingToDo = action === "preview" && Object.keys(result.changes).every((kind) => kind === "same");
    process.stdout.write(nothingToDo ? "\nNothing to do: everything is as declared.\n" : NEXT[action]);
  }
}

function plain(result: Result, showSecrets: boolean): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(result.outputs).map(([name, { value, secret }]) => [name, secret && !showSecrets ? MASK : value]),
  );
}

const NEXT: Readonly<Record<Operation, string>> = {
  up: `
Next: sign the mailbox in with \`npx aem-mail-oauth consent --stack local --mailbox forms@forms.example --save\`;
      change something in stacks/Pulumi.local.yaml and see it with \`npx aem-mail-oauth local preview\`;
      \`npx aem-mail-oauth local outputs --show-secrets\` shows the client secret.
      With an Azure tenant: docs/first-deploy.md.
`,
  preview: "\nNext: `npx aem-mail-oauth local` makes these changes.\n",
  refresh: "\nNext: `npx aem-mail-oauth local` puts back what was changed by hand.\n",
  destroy:
    "\nNext: `npx aem-mail-oauth local` makes a new application; `npx aem-mail-oauth local reset` throws the tenant away as well.\n",
  outputs: "",
};

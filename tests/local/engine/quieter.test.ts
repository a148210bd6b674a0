import { describe, expect, it } from "@jest/globals";

import { quieter } from "../../../local/engine/quieter.ts";

/** What is shown of the engine's words, which come in pieces of so many characters. */
function shown(text: string, { size = text.length, whole = false } = {}): string {
  let output = "";
  const filter = quieter((piece) => (output += piece), whole);
  for (let at = 0; at < text.length; at += size) filter.write(text.slice(at, at + size));
  filter.end();
  return output;
}

const DELETING = " -  azuread:index:ApplicationPassword mail-secret-second";
const REASON = "error: Removing password credential: unexpected status 403 (403 Forbidden) with error: no.";
const FAILED = `Updating (local):

${DELETING} deleting (0s) 
${DELETING} deleting (0s) ${REASON}
${DELETING} **deleting failed** ${REASON}
    pulumi:pulumi:Stack aem-mail-oauth-local running error: update failed
    pulumi:pulumi:Stack aem-mail-oauth-local **failed** 1 error
Diagnostics:
  pulumi:pulumi:Stack (aem-mail-oauth-local):
    error: update failed

  azuread:index:ApplicationPassword (mail-secret-second):
    ${REASON}

Resources:
    9 unchanged
    2 errored
`;

const FAULTS = `Previewing update (local):

    pulumi:pulumi:Stack aem-mail-oauth-local running error: 2 settings are invalid. Nothing was changed.
    pulumi:pulumi:Stack aem-mail-oauth-local running error: One or more errors occurred: fix what is listed above
    pulumi:pulumi:Stack aem-mail-oauth-local  2 errors
Diagnostics:
  pulumi:pulumi:Stack (aem-mail-oauth-local):
    error: 2 settings are invalid. Nothing was changed.
    
      aem-mail-oauth:permissions[0]
        given:   "Foo.Bar"
    
      aem-mail-oauth:permissions
        given:   a list without offline_access
    error: One or more errors occurred: fix what is listed above

Resources:
    1 unchanged
    1 errored
`;

describe("quieter", () => {
  it.each([1, 7, 4096])("says once why a step failed, in pieces of %i characters", (size) => {
    expect(shown(FAILED, { size })).toBe(`Updating (local):

${DELETING} deleting (0s) 
${DELETING} **deleting failed**
    pulumi:pulumi:Stack aem-mail-oauth-local **failed** 1 error
Diagnostics:
  azuread:index:ApplicationPassword (mail-secret-second):
    ${REASON}

Resources:
    9 unchanged
    2 errored
`);
  });

  it("keeps all of a message of several lines, with its blank lines, and what follows from it goes", () => {
    const [, body = ""] = /(Diagnostics:[^]*)\n {4}error: One or more/.exec(FAULTS) ?? [];
    expect(shown(FAULTS)).toContain(`Stack aem-mail-oauth-local  2 errors\n${body}\n`);
    expect(shown(FAULTS)).not.toContain("One or more errors");
    expect(shown(FAULTS).split("2 settings are invalid")).toHaveLength(2);
  });

  it("says each warning once", () => {
    const warning =
      'warning: The client secret "initial" expired on 2024-05-19T16:25:41Z: AEM can no longer sign in with it.';
    const text = `    azuread:index:ApplicationPassword mail-secret-initial  ${warning}
Diagnostics:
  azuread:index:ApplicationPassword (mail-secret-initial):
    ${warning}

Resources:
`;
    expect(shown(text)).toBe(text.slice(text.indexOf("Diagnostics:")));
  });

  it("sees through colours", () => {
    const red = (text: string): string => `\u001b[31m${text}\u001b[0m`;
    const text = `${DELETING} deleting (0s) ${red("error: ")}no\n${red("Diagnostics:")}\n  ${red("azuread:index:ApplicationPassword (mail-secret-second):")}\n    ${red("error: ")}no\n`;
    expect(shown(text)).toBe(text.slice(text.indexOf("\n") + 1));
  });
});

describe("what quieter never hides", () => {
  it("is an error beside a step that no diagnostics repeat, as when the engine was killed", () => {
    const [head = ""] = FAILED.split("Diagnostics:");
    expect(shown(head)).toContain(`\n${REASON}\n`);
    expect(shown(`${DELETING} deleting (0s) error: one\nDiagnostics:\n  a:b:C (c):\n    error: another\n`)).toContain(
      "error: one\n",
    );
  });

  const diagnostics = (name: string, ...words: string[]): string =>
    `  azuread:index:ApplicationPassword (${name}):\n${words.map((one) => `    ${one}\n`).join("")}`;
  const beside = (name: string, words: string): string =>
    ` -  azuread:index:ApplicationPassword ${name} deleting (0s) ${words}\n`;

  it("is an error that another one begins with", () => {
    const [short, long] = ["error: no", "error: no, and more"];
    const steps = beside("first", short) + beside("second", long);
    // Of the first step nothing is repeated.
    const text = `${steps}Diagnostics:\n${diagnostics("second", long)}`;
    expect(shown(text).split("\n")).toContain(short);
    // Nor is it of one step, whose two errors begin with the same words.
    const both = beside("first", short) + beside("first", long);
    expect(shown(`${both}Diagnostics:\n${diagnostics("first", long)}`).split("\n")).toContain(short);
    // Repeated whole, each is told once.
    const whole = shown(`${steps}Diagnostics:\n${diagnostics("first", short)}${diagnostics("second", long)}`);
    expect(whole).toBe(`Diagnostics:\n${diagnostics("first", short)}${diagnostics("second", long)}`);
  });

  it("is an error of one step that is repeated of another alone", () => {
    const text = `${beside("first", "error: no")}Diagnostics:\n${diagnostics("second", "error: no")}`;
    expect(shown(text)).toBe(`Diagnostics:\n${diagnostics("second", "error: no")}error: no\n`);
  });

  it("is what only begins as a line that stands elsewhere", () => {
    const text = `${beside("first", "error: no")}error: no, and more\nDiagnostics:\n${diagnostics("first", "error: yes")}`;
    expect(shown(text).split("\n")).toContain("error: no");
  });

  it.each([
    "error: update failed",
    "error: preview failed",
    "error: One or more errors occurred: fix what is listed above",
  ])('is "%s" where nothing else is said', (words) => {
    expect(shown(`Diagnostics:\n  pulumi:pulumi:Stack (p-local):\n    ${words}\n\nResources:\n`)).toBe(
      `Resources:\n${words}\n`,
    );
    expect(shown(`    pulumi:pulumi:Stack p-local running ${words}\n`)).toBe(`${words}\n`);
  });

  it("is an error that only begins like one of those, and what stands in the last line without an end", () => {
    const other = "Diagnostics:\n  a:b:C (c):\n    error: update failed because the disk is full";
    expect(shown(other)).toBe(`${other}\n`);
  });

  it("is what --diff writes, where errors stand alone", () => {
    const text = `+ azuread:index/applicationOwner:ApplicationOwner: (create)\nerror: adding owner: no\nerror: update failed\nResources:\n`;
    expect(shown(text, { whole: true })).toBe(text);
  });
});

describe("what has no place on stack local", () => {
  it("is the advice to remove the stack with a Pulumi that does not know it, and marks of colours", () => {
    const text =
      "Duration: 1s\n\nThe resources in the stack have been deleted, but the history and configuration associated with the stack " +
      "are still maintained. \nIf you want to remove the stack completely, run `pulumi stack rm local`.\n    <{%fg 1%}>1 errored<{%reset%}>\n";
    expect(shown(text)).toBe("Duration: 1s\n\n    1 errored\n");
  });
});

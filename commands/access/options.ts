import { type Asked, commandLine } from "../../commandLine/commandLine.ts";
import { AUDIT, COMMON_OPTIONS, JSON_OUTPUT } from "../../commandLine/commonOptions.ts";
import { flag, inWords, text } from "../../commandLine/option.ts";
import { Misuse } from "../../commandLine/optionError.ts";

const OPTIONS = {
  stack: inWords(COMMON_OPTIONS.stack, "this stack alone (--live needs one)"),
  check: flag("change nothing; fail when a file is out of date, or when the secrets make an illegal step since --base"),
  diff: text(
    "BASE[..HEAD]",
    "what changes between two commits, as Markdown for a pull request; without HEAD: the work tree. BASE...HEAD compares " +
      "with where the two parted, as pull requests do",
  ),
  live: flag("read the application from Microsoft Graph and name everything that is not as declared; writes nothing"),
  base: text("REF", "with --check: the commit that is deployed (default HEAD)"),
  format: text("md|text|json", "with --diff (default md)"),
  "fail-on": text("widening", "with --diff: exit with 4 when access grows, with 5 when that is unknown"),
  "accept-code": text(
    "COMMIT",
    "with --fail-on: the code as it is at the newer commit, named by its whole id, was reviewed",
  ),
  "at-most": text(
    "N",
    "with --diff as md or text: characters that the report may have (at least 1000); it counts what it leaves out",
  ),
  audit: inWords(AUDIT, `without --check, --diff and --live: ${AUDIT.help}`),
  json: inWords(JSON_OUTPUT, "with --live: one JSON object"),
  folder: inWords(COMMON_OPTIONS.folder, `with --live: ${COMMON_OPTIONS.folder.help}`),
} as const;

/** Options that choose what is done, and those that go with each; `--stack` and `--cwd` go with all. */
const BELONGS: Readonly<Record<string, readonly string[]>> = {
  write: ["audit"],
  check: ["base"],
  diff: ["format", "fail-on", "accept-code", "at-most"],
  live: ["json", "folder"],
};

/** What `access` is asked, checked. */
export interface AccessOptions extends Asked<typeof OPTIONS> {
  readonly action: string;
}

export const ACCESS = commandLine(
  {
    usage: "access [options]",
    does: [
      "Says in words what each stack gives the application access to, in stacks/<stack>.access.yaml, by running the program without " +
        "an engine, a login or the network. Commit these files: their difference is what a reviewer reads.",
      "Without --check, --diff and --live it writes the files.",
    ],
    options: OPTIONS,
  },
  (asked, given): AccessOptions => {
    const actions = ["check", "diff", "live"].filter((name) => given.includes(name));
    if (actions.length > 1) throw new Misuse(`--${actions.join(" and --")} are two different things. Ask for one.`);
    const [action = "write"] = actions;
    const goes = [action, "stack", "cwd", ...(BELONGS[action] ?? [])];
    const stray = given.find((name) => !goes.includes(name));
    if (stray !== undefined) {
      throw new Misuse(
        `--${stray} means nothing ${action === "write" ? "here" : `with --${action}`}${homeOf(stray)}${stray === "json" && action !== "live" ? "; with --diff it is --format json" : ""}.`,
      );
    }
    oneOf("format", asked.format, ["md", "text", "json"]);
    oneOf("fail-on", asked["fail-on"], ["widening"]);
    if (asked["accept-code"] !== undefined && asked["fail-on"] === undefined)
      throw new Misuse("--accept-code means nothing without --fail-on widening.");

    const most = asked["at-most"];
    if (most !== undefined && !/^[1-9]\d{3,8}$/.test(most))
      throw new Misuse(`--at-most ${most}: allowed is a number of characters, 1000 or more.`);

    if (most !== undefined && asked.format === "json") throw new Misuse("--at-most means nothing with --format json.");
    return { ...asked, action };
  },
);

/** Where an option does mean something, in words; empty where nowhere else. */
function homeOf(option: string): string {
  const [home] = Object.entries(BELONGS).find(([, options]) => options.includes(option)) ?? [];
  return home === undefined ? "" : `, it goes with --${home}`;
}

function oneOf(option: string, given: string | undefined, allowed: readonly string[]): void {
  if (given !== undefined && !allowed.includes(given))
    throw new Misuse(`--${option} ${given}: allowed is ${allowed.join(", ")}.`);
}

import { execFile } from "node:child_process";
import { devNull } from "node:os";
import { promisify } from "node:util";

/** Bytes that git may answer with. */
const LONGEST = 64 * 1024 * 1024;

/** The items of a list of git's that end with a null byte each. */
export function items(text: string): string[] {
  return text.split("\0").filter((item) => item !== "");
}

/** Runs git in a folder and returns what it says; `input` is what it reads. */
export function git(root: string, ...args: string[]): Promise<string> {
  return gitWith({}, ["-C", root, ...args]);
}

/** Variables that would lead git to another repository, or to another reading of this one: hooks set some of them. */
const LEADING_ELSEWHERE =
  /^GIT_(DIR|WORK_TREE|COMMON_DIR|INDEX_FILE|PREFIX|NAMESPACE|REPLACE_REF_BASE|SHALLOW_FILE|ATTR_SOURCE|EXTERNAL_DIFF|DIFF_OPTS|(LITERAL|GLOB|NOGLOB|ICASE)_PATHSPECS)$/;

/** The same with further variables and, for `input`, something to read. */
export async function gitWith(
  variables: Readonly<Record<string, string>>,
  args: readonly string[],
  input = "",
): Promise<string> {
  return (await run(variables, args, input)).toString("utf8");
}

/** The bytes that git gives out. */
export function gitBytes(root: string, ...args: string[]): Promise<Buffer> {
  return run({}, ["-C", root, ...args], "");
}

async function run(
  variables: Readonly<Record<string, string>>,
  args: readonly string[],
  input: string,
): Promise<Buffer> {
  const inherited = Object.entries(process.env).filter(([name]) => !LEADING_ELSEWHERE.test(name));
  const env = {
    ...Object.fromEntries(inherited),
    // Commits as they are, not what `git replace` or a graft puts in their place on this machine.
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_GRAFT_FILE: devNull,
    GIT_OPTIONAL_LOCKS: "0",
    ...variables,
  };
  const running = promisify(execFile)("git", args, { env, maxBuffer: LONGEST, encoding: "buffer" });
  // Git may end before it has read everything.
  running.child.stdin?.on("error", () => undefined).end(input);
  return (await running).stdout;
}

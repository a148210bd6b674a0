import { open } from "node:fs/promises";
import { text } from "node:stream/consumers";

import { consentCommand } from "../stack/commandsOf.ts";
import type { KeptToken } from "../stack/tokens/tokenStore.ts";
import { reasonOf, UserError } from "../support/userError.ts";
import type { Target } from "./target.ts";

/** A refresh token, and what the person should know of where it came from. */
export interface GivenToken {
  readonly refreshToken: string;
  /** What is known of it, where it is the one that the stack keeps. */
  readonly kept?: KeptToken;
  readonly warnings: readonly string[];
}

/**
 * The token to try: the one of a file (`-` for standard input), or the one that `consent --save` kept.
 *
 * @throws UserError when there is none
 */
export async function givenToken(
  { tokens, stack }: Pick<Target, "tokens" | "stack">,
  file: string | undefined,
  input: NodeJS.ReadableStream = process.stdin,
): Promise<GivenToken> {
  if (file === undefined) {
    const kept = await tokens.read();
    if (kept !== undefined) return { refreshToken: kept.refreshToken, kept, warnings: [] };
    throw new UserError(
      `No refresh token is kept in ${tokens.name}. Name a file that holds one with --token-file FILE (- for standard input), or ` +
        `sign in and keep one: ${consentCommand(stack, { save: true })}`,
    );
  }
  if (file === "-") return { refreshToken: tokenIn(await text(input), "standard input"), warnings: [] };
  const handle = await open(file).catch((error: unknown) => {
    throw new UserError(`--token-file ${file}: it cannot be read (${reasonOf(error)}).`);
  });
  try {
    const { mode } = await handle.stat();
    const isOpen = process.platform !== "win32" && (mode & 0o077) !== 0;
    const warnings = isOpen ? [`others on this machine can read ${file}. Close it to them: chmod 600 ${file}`] : [];
    return { refreshToken: tokenIn(await handle.readFile("utf8"), file), warnings };
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`--token-file ${file}: it cannot be read (${reasonOf(error)}).`);
  } finally {
    await handle.close();
  }
}

/** The one word of a text. Its content is never in an error. */
function tokenIn(content: string, place: string): string {
  const words = content.split(/\s+/).filter((word) => word !== "");
  if (words.length === 1 && words[0] !== undefined) return words[0];
  throw new UserError(
    words.length === 0
      ? `There is no token in ${place}: it is empty.`
      : `${place} holds ${words.length} words, and a refresh token is one. Put the token there alone.`,
  );
}

import { reasonOf } from "../../support/userError.ts";

export type MailProtocol = "IMAP" | "POP" | "SMTP";

/** A mail server that refused, or could not be reached. Holds the server's words and nothing else: no token. */
export class MailRefusal extends Error {
  override readonly name = "MailRefusal";
  /** The server's reply in one line, or the reason why there was none. */
  readonly reply: string;
  /** Of the connection, such as ENOTFOUND; undefined where the server replied. */
  readonly code: string | undefined;

  constructor(reply: string, code?: string) {
    super(reply);
    this.reply = reply;
    this.code = code;
  }
}

/** What a client library threw, reduced to words and code: its own errors may hold the command with the token in it. */
export function refusalOf(thrown: unknown, reply: string | undefined): MailRefusal {
  if (thrown instanceof MailRefusal) return thrown;
  if (reply !== undefined && reply !== "") return new MailRefusal(reply.replace(/\s+/g, " ").trim());
  const { code } = Object(thrown) as { code?: unknown };
  return new MailRefusal(reasonOf(thrown), typeof code === "string" ? code : "UNKNOWN");
}

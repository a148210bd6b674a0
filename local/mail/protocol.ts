/** The three ways into a mailbox. */
export type Protocol = "imap" | "pop" | "smtp";

/** The permission that a token has to carry (`scp`) to be let in. */
export const SCOPES: Readonly<Record<Protocol, string>> = {
  imap: "IMAP.AccessAsUser.All",
  pop: "POP.AccessAsUser.All",
  smtp: "SMTP.Send",
};

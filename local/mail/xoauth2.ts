/** What a client signs in with: the mailbox it wants, and a person's access token. */
export interface Credentials {
  readonly user: string;
  readonly token: string;
}

/**
 * The client's one message of SASL XOAUTH2, base64 of `user=<mailbox> ^A auth=Bearer <token> ^A ^A` without the spaces; undefined
 * when it is anything else. learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth
 */
export function parseXoauth2(message: string): Credentials | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(message)) return undefined;
  const [user = "", auth = "", ...end] = Buffer.from(message, "base64").toString("utf8").split("\u0001");
  const [, name] = /^user=(.+)$/i.exec(user) ?? [];
  const [, token] = /^auth=Bearer (\S+)$/i.exec(auth) ?? [];
  if (name === undefined || token === undefined || end.join() !== ",") return undefined;
  return { user: name, token };
}

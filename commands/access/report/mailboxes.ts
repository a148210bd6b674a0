import { parseDocument } from "yaml";

/**
 * Mailboxes of a file of recorded consents (`stacks/<stack>.consent.yaml`). It only adds names to a sentence, so what is no such file
 * names nobody.
 */
export function mailboxesIn(text: string | undefined): string[] {
  const document = parseDocument(text ?? "");
  if (document.errors.length > 0) return [];
  try {
    const { consents } = Object(document.toJS()) as { consents?: unknown };
    if (!Array.isArray(consents)) return [];
    const mailboxes = consents.map((consent: unknown) => (Object(consent) as { mailbox?: unknown }).mailbox);
    return mailboxes.filter((mailbox) => typeof mailbox === "string");
  } catch {
    return [];
  }
}

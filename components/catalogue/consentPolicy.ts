/**
 * What Microsoft's managed consent policy ("Let Microsoft manage your consent settings", the default for new tenants) keeps users from
 * consenting to, of the permissions of the catalogue, as the setting `permissions` writes them. All else that takes no
 * administrator anyway it leaves to users: SMTP.Send, Mail.Send, User.Read, offline_access. A tenant may have decided otherwise.
 *
 * Source: "Manage app consent policies" (MicrosoftDocs/entra-docs, docs/identity/enterprise-apps/manage-app-consent-policies.md,
 * 22 January 2026), with message centre MC1163922 and MC1304287. The page names the mail protocols of Exchange Online alone;
 * Graph's are here too, because a sign-in asks for their namesakes of Exchange Online.
 */
export const KEPT_FROM_USERS: ReadonlySet<string> = new Set([
  ...["IMAP", "POP", "EAS", "EWS"].flatMap((protocol) => [
    `${protocol}.AccessAsUser.All`,
    `exchange/${protocol}.AccessAsUser.All`,
  ]),
  "Mail.ReadBasic",
  "Mail.ReadBasic.Shared",
  "Mail.Read",
  "Mail.Read.Shared",
  "Mail.ReadWrite",
  "Mail.ReadWrite.Shared",
  "MailboxFolder.Read",
  "MailboxFolder.ReadWrite",
  "MailboxItem.Read",
  "MailboxSettings.Read",
  "MailboxSettings.ReadWrite",
  "Contacts.Read.Shared",
  "Contacts.ReadWrite",
  "Contacts.ReadWrite.Shared",
  "People.Read",
]);

import type { PermissionRow } from "./permissionRow.ts";

/**
 * Delegated permissions of Office 365 Exchange Online that a mail client can need: the mail protocols, mail and mailbox
 * settings, who signed in, and contacts. The portal hides these; the tokens that IMAP, POP and SMTP accept are
 * nevertheless of this API. Left out: calendars, tasks, notes, administration, and whatever two sources do not give
 * with the same id.
 *
 * Microsoft publishes no list of them; every tenant can ask for it:
 * `az ad sp show --id 00000002-0000-0ff1-ce00-000000000000 --query oauth2PermissionScopes`. These are from two public
 * copies of that answer in different forms, which agree on every id here; the wording is from the one that has it. That
 * Entra lets users consent to all of them is taken from their namesakes in Microsoft Graph; what the tenant's policy makes of
 * that is in consentPolicy.ts.
 * Columns: name, id, title, description.
 */
export const EXCHANGE_PERMISSIONS: readonly PermissionRow[] = [
  // Mail protocols
  [
    "IMAP.AccessAsUser.All",
    "195adc35-e27b-454b-a7ed-1ecdffa1c09f",
    "Read and write access to your mail via IMAP",
    "Allows the app to have the same access to mailboxes as the signed-in user via IMAP protocol.",
  ],
  [
    "POP.AccessAsUser.All",
    "fb698133-92fa-453e-a9ed-688e10f2e5ac",
    "Read and write access to your mail via POP",
    "Allows the app to have the same access to mailboxes as the signed-in user via POP protocol.",
  ],
  [
    "SMTP.Send",
    "76faac2a-0f20-42f1-928a-50de5b9dbe52",
    "Access to sending emails from your mailbox using SMTP AUTH",
    "Allows the app to be able to send emails from the user's mailbox using the SMTP AUTH client submission protocol.",
  ],
  [
    "EAS.AccessAsUser.All",
    "266d2589-20b5-4f91-9a03-89247d1be8da",
    "Access mailboxes via Exchange ActiveSync",
    "Allows the app to have the same access to mailboxes as the signed-in user via Exchange ActiveSync.",
  ],
  [
    "EWS.AccessAsUser.All",
    "3b5f3d61-589b-4a3c-a359-5dd4b5ee5bd5",
    "Access mailboxes as the signed-in user via Exchange Web Services",
    "Allows the app to have the same access to mailboxes as the signed-in user via Exchange Web Services.",
  ],
  // Mail
  [
    "Mail.ReadBasic",
    "dab085de-3e14-432f-a47f-84b6457059c4",
    "Read user basic mail",
    "Allows the app to read the signed-in user's mailbox except body, previewBody, attachments and any extended properties.",
  ],
  [
    "Mail.Read",
    "185758ba-798d-4b72-9e54-429a413a2510",
    "Read user mail",
    "Allows the app to read email in user mailboxes.",
  ],
  [
    "Mail.Read.Shared",
    "1d894596-c906-42b1-8422-9360440c1c0c",
    "Read user and shared mail",
    "Allows the app to read mail a user can access, including their own and shared mail.",
  ],
  [
    "Mail.ReadWrite",
    "75767999-c7a8-481e-a6b4-19458e0b30a5",
    "Read and write user mail",
    "Allows the app to create, read, update, and delete email in user mailboxes. Does not include permission to send mail.",
  ],
  [
    "Mail.ReadWrite.Shared",
    "b09ec548-3f99-4d0a-859c-c9b7ff53b7a9",
    "Read and write user and shared mail",
    "Allows the app to create, read, update, and delete mail a user has permission to access, including their own and shared mail. Does not include permission to send mail.",
  ],
  [
    "Mail.Send",
    "5eb43c10-865a-4259-960a-83946678f8dd",
    "Send mail as a user",
    "Allows the app to send mail as users in the organization.",
  ],
  [
    "Mail.Send.Shared",
    "16572339-6149-452b-b084-280b01354687",
    "Send mail on behalf of others",
    "Allows the app to send mail as the signed-in user, including sending on-behalf of others.",
  ],
  [
    "MailboxSettings.Read",
    "d36ad51d-15a2-458d-9b3a-16dbe4c51c30",
    "Read user mailbox settings",
    "Allows the app to read user's mailbox settings. Does not include permission to send mail.",
  ],
  [
    "MailboxSettings.ReadWrite",
    "2e83d72d-8895-4b66-9eea-abb43449ab8b",
    "Read and write user mailbox settings",
    "Allows the app to create, read, update, and delete user's mailbox settings. Does not include permission to send mail.",
  ],
  // Who signed in, and the address book
  [
    "User.Read",
    "6223a6d3-53ef-4f8f-982a-895b39483c61",
    "Read user profiles",
    "Allows the app to read a set of the current user's profile properties in your company or school. Includes display name, photo, and email address.",
  ],
  [
    "Contacts.Read",
    "181aac24-028a-486e-a649-b3742c74ec71",
    "Read user contacts",
    "Allows the app to read user contacts.",
  ],
  [
    "Contacts.Read.Shared",
    "d6aa6fa9-3360-416a-b8db-021249d58e86",
    "Read user and shared contacts",
    "Allows the app to read contacts a user has permissions to access, including their own and shared contacts.",
  ],
  [
    "Contacts.ReadWrite",
    "32253599-e142-4cf0-810d-4827eedd1cfa",
    "Read and write user contacts",
    "Allows the app to create, read, update, and delete user contacts.",
  ],
  [
    "Contacts.ReadWrite.Shared",
    "c54cba4f-60fe-4332-b0de-b5990fd1999e",
    "Read and write user and shared contacts",
    "Allows the app to create, read, update, and delete contacts a user has permissions to, including their own and shared contacts.",
  ],
];

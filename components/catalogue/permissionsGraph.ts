import type { PermissionRow } from "./permissionRow.ts";

/**
 * Delegated permissions of Microsoft Graph that a mail client can need: signing in, the mail protocols, mail, mail
 * folders and mailbox settings, and the address book. Left out: calendars, tasks, files and everything else that is not
 * mail, and the permissions for Exchange administrators.
 *
 * Ids and wording (the one that administrators are shown) are Microsoft's to the letter, slips included, but for spaces at the end:
 * github.com/microsoftgraph/microsoft-graph-devx-content, permissions/permissions-descriptions.json, August 2026. That
 * MailboxFolder.* and MailboxItem.* take an administrator stands in its permissions/new/permissions.json; the first file says
 * the opposite, and the stricter counts.
 * Columns: name, id, title, description, and `true` where Entra lets only an administrator consent.
 */
export const GRAPH_PERMISSIONS: readonly PermissionRow[] = [
  // Sign-in
  [
    "openid",
    "37f7f235-527c-4136-accd-4a02d197296e",
    "Sign users in",
    "Allows users to sign in to the app with their work or school accounts and allows the app to see basic user profile information.",
  ],
  [
    "profile",
    "14dad69e-099b-42c9-810b-d002981feec1",
    "View users' basic profile",
    "Allows the app to see your users' basic profile (e.g., name, picture, user name, email address)",
  ],
  [
    "email",
    "64a6cdd6-aab1-4aaf-94b8-3cc8405e90d0",
    "View users' email address",
    "Allows the app to read your users' primary email address",
  ],
  [
    "offline_access",
    "7427e0e9-2fba-42fe-b0c0-848c9e6a8182",
    "Maintain access to data you have given it access to",
    "Allows the app to see and update the data you gave it access to, even when users are not currently using the app. This does not give the app any additional permissions.",
  ],
  [
    "User.Read",
    "e1fe6dd8-ba31-4d61-89e7-88639da4683d",
    "Sign in and read user profile",
    "Allows users to sign-in to the app, and allows the app to read the profile of signed-in users. It also allows the app to read basic company information of signed-in users.",
  ],
  [
    "User.ReadBasic.All",
    "b340eb25-3456-403f-be2f-af7a0d370277",
    "Read all users' basic profiles",
    "Allows the app to read a basic set of profile properties of other users in your organization on behalf of the signed-in user. This includes display name, first and last name, email address, photo, id and security identifier. Also allows the app to read the full profile of the signed-in user.",
  ],
  [
    "User.Read.All",
    "a154be20-db9c-4678-8ab7-66f6cc099a59",
    "Read all users' full profiles and company properties",
    "Allows the app to read the full set of user properties of all users in the organization and read company properties, on behalf of the signed-in user.",
    true,
  ],
  [
    "User.ReadWrite",
    "b4e74841-8e56-480b-be8b-910348b18b4c",
    "Read and write access to user profile",
    "Allows the app to read your profile and basic company information. It also allows the app to update your profile information on your behalf.",
  ],
  [
    "User.ReadWrite.All",
    "204e0828-b5ca-4ad8-b9f3-f32a958e7cc4",
    "Read and write all users' full profiles",
    "Allows the app to read and write the full set of profile properties, reports, and managers of other users in your organization, and read basic company properties, on behalf of the signed-in user.",
    true,
  ],
  // Mail protocols
  [
    "IMAP.AccessAsUser.All",
    "652390e4-393a-48de-9484-05f9b1212954",
    "Read and write access to mailboxes via IMAP",
    "Allows the app to have the same access to mailboxes as the signed-in user via IMAP protocol.",
  ],
  [
    "POP.AccessAsUser.All",
    "d7b7f2d9-0f45-4ea1-9d42-e50810c06991",
    "Read and write access to mailboxes via POP",
    "Allows the app to have the same access to mailboxes as the signed-in user via POP protocol.",
  ],
  [
    "SMTP.Send",
    "258f6531-6087-4cc4-bb90-092c5fb3ed3f",
    "Send emails from mailboxes using SMTP AUTH",
    "Allows the app to be able to send emails from the user's mailbox using the SMTP AUTH client submission protocol.",
  ],
  [
    "EAS.AccessAsUser.All",
    "ff91d191-45a0-43fd-b837-bd682c4a0b0f",
    "Access mailboxes via Exchange ActiveSync",
    "Allows the app to have the same access to mailboxes as the signed-in user via Exchange ActiveSync.",
  ],
  [
    "EWS.AccessAsUser.All",
    "9769c687-087d-48ac-9cb3-c37dde652038",
    "Access mailboxes as the signed-in user via Exchange Web Services",
    "Allows the app to have the same access to mailboxes as the signed-in user via Exchange Web Services.",
  ],
  // Mail over Graph
  [
    "Mail.ReadBasic",
    "a4b8392a-d8d1-4954-a029-8e668a39a170",
    "Read user basic mail",
    "Allows the app to read email in the signed-in user's mailbox except body, previewBody, attachments and any extended properties.",
  ],
  [
    "Mail.ReadBasic.Shared",
    "b11fa0e7-fdb7-4dc9-b1f1-59facd463480",
    "Read user and shared basic mail",
    "Allows the app to read mail the signed-in user can access, including their own and shared mail, except for body, bodyPreview, uniqueBody, attachments, extensions, and any extended properties.",
  ],
  [
    "Mail.Read",
    "570282fd-fa5c-430d-a7fd-fc8dc98a9dca",
    "Read user mail",
    "Allows the app to read the signed-in user's mailbox.",
  ],
  [
    "Mail.Read.Shared",
    "7b9103a5-4610-446b-9670-80643382c1fa",
    "Read user and shared mail",
    "Allows the app to read mail a user can access, including their own and shared mail.",
  ],
  [
    "Mail.ReadWrite",
    "024d486e-b451-40bb-833d-3e66d98c5c73",
    "Read and write access to user mail",
    "Allows the app to create, read, update, and delete email in user mailboxes. Does not include permission to send mail.",
  ],
  [
    "Mail.ReadWrite.Shared",
    "5df07973-7d5d-46ed-9847-1271055cbd51",
    "Read and write user and shared mail",
    "Allows the app to create, read, update, and delete mail a user has permission to access, including their own and shared mail. Does not include permission to send mail.",
  ],
  [
    "Mail.Send",
    "e383f46e-2787-4529-855e-0e479a3ffac0",
    "Send mail as a user",
    "Allows the app to send mail as users in the organization.",
  ],
  [
    "Mail.Send.Shared",
    "a367ab51-6b49-43bf-a716-a1fb06d2a174",
    "Send mail on behalf of others",
    "Allows the app to send mail as the signed-in user, including sending on-behalf of others.",
  ],
  [
    "MailboxFolder.Read",
    "52dc2051-4958-4636-8f2a-281d39c6981c",
    "Read a user's mailbox folders",
    "Allows the app to read the user's mailbox folders, on behalf of the the signed-in user.",
    true,
  ],
  [
    "MailboxFolder.ReadWrite",
    "077fde41-7e0b-4c5b-bcd1-e9d743a30c80",
    "Read and write a user's mailbox folders",
    "Allows the app to read and write the user's mailbox folders, on behalf of the the signed-in user.",
    true,
  ],
  [
    "MailboxItem.Read",
    "82305458-296d-4edd-8b0b-74dd74c34526",
    "Read a user's mailbox items",
    "Allows the app to read the user's mailbox items, on behalf of the the signed-in user.",
    true,
  ],
  [
    "MailboxItem.ImportExport",
    "df96e8a0-f4e1-4ecf-8d83-a429f822cbd6",
    "Export and import a user's mailbox items",
    "Allows the app to export and import the user's mailbox items, on behalf of the the signed-in user.",
    true,
  ],
  [
    "MailboxSettings.Read",
    "87f447af-9fa4-4c32-9dfa-4a57a73d18ce",
    "Read user mailbox settings",
    "Allows the app to the read user's mailbox settings. Does not include permission to send mail.",
  ],
  [
    "MailboxSettings.ReadWrite",
    "818c620a-27a9-40bd-a6a5-d96f7d610b4b",
    "Read and write user mailbox settings",
    "Allows the app to create, read, update, and delete user's mailbox settings. Does not include permission to send mail.",
  ],
  // Address book
  [
    "Contacts.Read",
    "ff74d97f-43af-4b68-9f2a-b77ee6968c5d",
    "Read user contacts",
    "Allows the app to read user contacts.",
  ],
  [
    "Contacts.Read.Shared",
    "242b9d9e-ed24-4d09-9a52-f43769beb9d4",
    "Read user and shared contacts",
    "Allows the app to read contacts a user has permissions to access, including their own and shared contacts.",
  ],
  [
    "Contacts.ReadWrite",
    "d56682ec-c09e-4743-aaf4-1a3aac4caa21",
    "Have full access to user contacts",
    "Allows the app to create, read, update, and delete user contacts.",
  ],
  [
    "Contacts.ReadWrite.Shared",
    "afb6c84b-06be-49af-80bb-8f3f77004eab",
    "Read and write user and shared contacts",
    "Allows the app to create, read, update, and delete contacts a user has permissions to, including their own and shared contacts.",
  ],
  [
    "People.Read",
    "ba47897c-39ec-4d83-8086-ee8256fa737d",
    "Read users' relevant people lists",
    "Allows the app to read a ranked list of relevant people of the signed-in user. The list includes local contacts, contacts from social networking, your organization's directory, and people from recent communications (such as email and Skype).",
  ],
  [
    "People.Read.All",
    "b89f9189-71a5-4e70-b041-9887f0bc7e4a",
    "Read all users' relevant people lists",
    "Allows the app to read a scored list of relevant people of the signed-in user or other users in the signed-in user's organization. The list can include local contacts, contacts from social networking, your organization's directory, and people from recent communications (such as email and Skype).",
    true,
  ],
];

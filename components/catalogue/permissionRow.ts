/**
 * A row of the tables behind the catalogue: name, id, title, description, whether only an administrator can consent.
 */
export type PermissionRow = readonly [
  name: string,
  id: string,
  title: string,
  description: string,
  adminConsent?: boolean,
];

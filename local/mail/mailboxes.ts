import type { DirectoryUser } from "./tenantClient.ts";

/** Shared mailboxes, by address, and the people with full access to each. Nobody signs in as a shared mailbox itself. */
export type Delegates = Readonly<Record<string, readonly string[]>>;

/** The shared mailbox that is there from the start. */
export const DELEGATES: Delegates = { "shared@forms.example": ["forms@forms.example", "admin@forms.example"] };

export interface Mailboxes {
  /** The mailbox with that address, as its folder is called; undefined when there is none. */
  find(address: string): string | undefined;
  /** Whether anybody has a mailbox of the address's domain. */
  hasDomain(address: string): boolean;
  /** Whether a person (user principal name) may open a mailbox. */
  mayOpen(person: string, mailbox: string): boolean;
}

/** Addresses and names are compared without regard to case, as Exchange does. */
export function mailboxesOf(users: readonly DirectoryUser[], delegates: Delegates): Mailboxes {
  const shared = new Map(
    Object.entries(delegates).map(([address, people]) => [address.toLowerCase(), people.map((p) => p.toLowerCase())]),
  );
  const own = new Map<string, string>();
  for (const { mail, userPrincipalName, accountEnabled } of users) {
    if (!accountEnabled) continue;
    own.set(mail.toLowerCase(), mail.toLowerCase());
    own.set(userPrincipalName.toLowerCase(), mail.toLowerCase());
  }
  const find = (address: string): string | undefined => {
    const name = address.toLowerCase();
    return own.get(name) ?? (shared.has(name) ? name : undefined);
  };
  return {
    find,
    hasDomain: (address) => [...own.values(), ...shared.keys()].some((known) => domainOf(known) === domainOf(address)),
    mayOpen: (person, mailbox) =>
      own.get(person.toLowerCase()) === mailbox || (shared.get(mailbox)?.includes(person.toLowerCase()) ?? false),
  };
}

const domainOf = (address: string): string => address.slice(address.lastIndexOf("@") + 1).toLowerCase();

import { textOf } from "../state/json.ts";
import { CONSUMERS_ID, PASSWORD, TENANT_ID } from "../state/seed.ts";
import type { State, User } from "../state/state.ts";
import type { Account } from "../tokens/userTokens.ts";
import { passwordWrong, userDisabled, userUnknown } from "./grantErrors.ts";
import { audienceOf } from "./tenants.ts";

export const isPersonal = ({ tid }: Pick<Account, "tid">): boolean => tid === CONSUMERS_ID;

/** The address with which a person signs in. */
export const signInName = ({ properties, signIn }: User): string =>
  textOf(signIn.personal ? properties.mail : properties.userPrincipalName);

/**
 * The account that name and password lead to.
 * @throws SignInError AADSTS50034, AADSTS50126, AADSTS50057
 */
export function checkPassword(state: Readonly<State>, name: string, password: string): User {
  const user = userNamed(state, name);
  if (user === undefined) throw userUnknown(name);
  if (password !== PASSWORD) throw passwordWrong();
  if (user.properties.accountEnabled === false) throw userDisabled();
  return user;
}

export function userNamed(state: Readonly<State>, name: string): User | undefined {
  const wanted = name.trim().toLowerCase();
  return state.users.find((user) => signInName(user).toLowerCase() === wanted);
}

/** The user as an account of the directory that the address of the sign-in leads to. */
export function accountOf(user: User, tenant: string): Account {
  // On the tenant's own address a personal account is a guest of the tenant.
  const personal = user.signIn.personal && audienceOf(tenant) !== "tenant";
  const name = user.signIn.personal && !personal ? textOf(user.properties.userPrincipalName) : signInName(user);
  return { user, tid: personal ? CONSUMERS_ID : TENANT_ID, name };
}

/** Why an account may not sign in at this address or to this application; undefined when it may. */
export function accountRefusal(user: User, tenant: string, signInAudience: string): string | undefined {
  const audience = audienceOf(tenant);
  const personal = isPersonal(accountOf(user, tenant));
  if (personal && (audience === "organizations" || !signInAudience.includes("Personal")))
    return "You can't sign in here with a personal account. Use your work or school account instead.";

  if (!personal && (audience === "consumers" || signInAudience === "PersonalMicrosoftAccount"))
    return "You can't sign in here with a work or school account. Use your personal account instead.";

  return undefined;
}

/** The account of a code or token that was issued earlier, if it is still there. */
export function accountById(state: Readonly<State>, userId: string, tid: string): Account | undefined {
  const user = state.users.find(({ id }) => id === userId);
  return user === undefined ? undefined : { ...accountOf(user, tid), tid };
}

import { UserError } from "../support/userError.ts";

/** @throws UserError for what is no address */
export function checkAddress(option: string, address: string | undefined): void {
  if (address !== undefined && !/^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u.test(address))
    throw new UserError(`${option} ${address}: write an address, such as aem@contoso.com.`);
}

/** The port of `--port`. @throws UserError for what is none */
export function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new UserError(`--port ${text}: a port is a whole number from 0 to 65535.`);

  return port;
}

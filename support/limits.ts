/**
 * How long anything is waited for that may never come, in milliseconds. Everything that asks over a network, or asks another process, has
 * its limit from here; docs/troubleshooting.md has the same numbers.
 */
export const LIMITS = {
  /** One request to Microsoft Graph, to a sign-in or to who gives out tokens: from the connection to the last byte of the answer. */
  request: 60_000,
  /** One question of `consent` and `verify` to the sign-in. */
  token: 30_000,
  /** A whole sign-in, with everything that it asks again. */
  signIn: 120_000,
  /** All that a service which has too much to do may ask to wait (`Retry-After`) before it answers once. */
  throttled: 300_000,
  /** One question to the Pulumi CLI, and so to the backend: state, outputs, settings. */
  backend: 120_000,
  /** The same where the answer is good to have and the work goes on without. */
  backendBriefly: 15_000,
  /** One change of a stack's state by the Pulumi CLI: an import, a refresh of some resources. */
  stateChange: 900_000,
  /** One run of the project's program against mocks, for the access report. */
  program: 120_000,
  /** The local tenant that another process serves, asked whether it is there. */
  tenant: 10_000,
  /** Anything that a mail server is asked. */
  mail: 30_000,
} as const satisfies Readonly<Record<string, number>>;

export type Limits = Readonly<Record<keyof typeof LIMITS, number>>;

/** A limit, or a time asked for, as a person reads it: "0.2 seconds", "5 seconds", "2 minutes". */
export function duration(milliseconds: number): string {
  const seconds = milliseconds < 1000 ? milliseconds / 1000 : Math.round(milliseconds / 1000);
  const [count, unit] =
    seconds >= 7200
      ? [Math.round(seconds / 3600), "hour"]
      : seconds >= 120
        ? [Math.round(seconds / 60), "minute"]
        : [seconds, "second"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

import type { Fault } from "../components/rules/faults.ts";

/** A violation in words: which property, what was given, what is allowed, how to fix it. */
export function violation({ setting, given, allowed, fix }: Fault): string {
  return `${setting} is ${given}; allowed: ${allowed}. ${fix}`;
}

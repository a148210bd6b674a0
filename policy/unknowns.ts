/**
 * Runs every check, although some may stop at a value that a preview does not know yet: one such value must not hide what is wrong
 * with its neighbours. Then throws the first such stop again, so that the preview says that the policy did not see everything.
 */
export function allKnown(checks: readonly (() => void)[]): void {
  const stops: Error[] = [];
  for (const check of checks) {
    try {
      check();
    } catch (error) {
      if (!isUnknownValue(error)) throw error;
      stops.push(error);
    }
  }
  const [first] = stops;
  if (first !== undefined) throw first;
}

/** The same for each item of a list; a list that is not given has none. */
export function forEachKnown<T>(items: readonly T[] | null | undefined, check: (item: T, index: number) => void): void {
  const list = items ?? [];
  allKnown(
    Array.from({ length: list.length }, (_, index) => () => {
      check(list[index] as T, index);
    }),
  );
}

/** The value, or the error with which a preview says that it does not know it. */
export function attempt<T>(read: () => T): [value: T | undefined, unknown: Error | undefined] {
  try {
    return [read(), undefined];
  } catch (error) {
    if (isUnknownValue(error)) return [undefined, error];
    throw error;
  }
}

/** The error with which @pulumi/policy answers the reading of an unknown value; its class is not exported. */
function isUnknownValue(error: unknown): error is Error {
  return error instanceof Error && "unknownTypeSentinel" in error;
}

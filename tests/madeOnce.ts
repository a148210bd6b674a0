import { afterAll, beforeAll } from "@jest/globals";

/** What the tests of a file share: made before the first of them, closed after the last; between them, it is there. */
export function madeOnce<T extends object>(make: () => Promise<T>, close: (made: T) => Promise<void>): T {
  let made: T | undefined;
  beforeAll(async () => {
    made = await make();
  });
  afterAll(async () => {
    if (made !== undefined) await close(made);
  });
  return new Proxy({} as T, {
    get(_, name) {
      if (made === undefined) throw new Error(`${String(name)} is looked at before the first test`);
      return Reflect.get(made, name) as unknown;
    },
  });
}

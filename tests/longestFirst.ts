import { createRequire } from "node:module";

// Its types are those of its CommonJS form.
const sequencer = createRequire(import.meta.url)("@jest/test-sequencer") as typeof import("@jest/test-sequencer");

type Tests = Parameters<InstanceType<typeof sequencer.default>["sort"]>[0];

/** What takes minutes, not seconds: the engine, or git, in every test. */
const LONG = /\/tests\/(e2e|github|commands\/access)\//;

/**
 * Puts the long tests first where nothing is known of the last run, as in a fresh checkout: by size alone a short file whose tests are
 * long would begin last, and one core would wait for it.
 */
export default class LongestFirst extends sequencer.default {
  override async sort(tests: Tests): Promise<Tests> {
    const sorted = [...(await super.sort(tests))];
    if (sorted.some(({ duration }) => duration !== undefined)) return sorted;
    return sorted.sort((a, b) => Number(LONG.test(b.path)) - Number(LONG.test(a.path)));
  }
}

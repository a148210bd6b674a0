import type { Backend } from "../stack/backend.ts";
import type { StackWanted } from "../stack/project.ts";

/** Which stack a step works on. */
type Asked = StackWanted & { readonly stack: string };

/** A step: the command that a person would run, with what that one would ask agreed to. Resolves with the command's exit code, or that nothing could be changed now. */
type Step = (asked: Asked, backend: Backend, now: Date) => Promise<number | "later">;

/**
 * The steps of `upkeep`, each by its own command. The one place where a command calls others: none of their folders sees another. Each is
 * loaded when it is due.
 */
export const STEPS = {
  repair: async (asked, backend, now) =>
    (await import("./repair/repair.ts")).repair({ ...asked, words: [], yes: true, json: false }, backend, now),
  renew: async (asked, backend, now) =>
    (await import("./renew/renew.ts")).renew({ ...asked, words: [], olderThan: undefined, json: false }, backend, now),
  deliver: async (asked, backend, now) => {
    const { delivered } = await import("./deliver/deliver.ts");
    const how = { wait: 0, yes: false, json: false, again: false, "dry-run": false, "take-over": false };
    const { code, isLater } = await delivered({ ...asked, ...how, words: [] }, backend, now);
    return code === 0 && isLater ? "later" : code;
  },
  verify: async (asked, backend, now) =>
    (await import("./verify/verify.ts")).verify(
      { ...asked, words: [], save: false, send: false, json: false },
      backend,
      now,
    ),
  add: async (asked, backend, now) =>
    (await import("./rotate/add.ts")).add({ ...asked, words: [], up: false }, backend, now),
  retire: async (asked, backend, now) =>
    (await import("./rotate/retire.ts")).retire(
      { ...asked, words: [], yes: false, unchecked: false, up: false },
      backend,
      now,
    ),
} satisfies Record<string, Step>;

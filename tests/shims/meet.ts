/** To be called at a moment; `amid` is done only where the process ends there. */
export type Meet = (name: string, amid?: () => void) => void;

/** A function of one of Node's modules. */
type Call = (this: never, ...args: unknown[]) => unknown;

/** Those of a module, by name. */
export type Calls = Record<string, Call | undefined>;

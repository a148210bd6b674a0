/** An option that is there or not. */
interface Flag {
  readonly type: "boolean";
  readonly short?: string;
  readonly default: false;
  readonly help: string;
}

/** An option with a value. */
interface Text {
  readonly type: "string";
  readonly short?: string;
  readonly multiple?: boolean;
  readonly default?: string | string[];
  /** What stands for the value in help and documentation, as S in `--stack S`. */
  readonly value: string;
  readonly help: string;
}

/** One option: parsed by this, and shown by it in help; documentation is held to it. */
export type Option = Flag | Text;
export type Options = Readonly<Record<string, Option>>;

export function flag(help: string) {
  return { type: "boolean", default: false, help } as const;
}

export function text(value: string, help: string) {
  return { type: "string", value, help } as const;
}

/** An option that several commands share, in the words of one of them; it stays the same otherwise. */
export function inWords<const O extends Option>(option: O, help: string): O {
  return { ...option, help };
}

/** An option as a person writes it, as `--stack S`. */
export function written(name: string, option: Option): string {
  return option.type === "string" ? `--${name} ${option.value}` : `--${name}`;
}

import { agreed, type Terminal } from "../../commandLine/ask.ts";
import { printableText } from "../../support/text.ts";

/** A step of a repair, as it is reported. */
export interface Step {
  readonly step: "unlock" | "import" | "remove" | "settle";
  /** What it is about, and why. */
  readonly what: string;
  /** What does the same by hand. */
  readonly command: string;
  readonly done: boolean;
}

/** Shows each step, has it agreed to, does it and notes what became of it. */
export interface Steps {
  readonly all: readonly Step[];
  /** Whether steps are done at all, or shown only. */
  readonly isDone: boolean;
  readonly say: (text: string) => void;
  /**
   * @param run - resolves with whether it could be done
   * @returns whether it was done
   */
  take(step: Omit<Step, "done">, question: string, run: () => Promise<boolean>): Promise<boolean>;
}

export interface StepOptions {
  readonly yes: boolean;
  readonly json: boolean;
  readonly terminal?: Terminal | undefined;
}

/** Steps of one run. Nobody is asked with `--yes`, which agrees, nor with `--json` or without a terminal, where nothing is done. */
export function stepsOf({ yes, json, terminal }: StepOptions): Steps {
  const all: Step[] = [];
  const { input } = terminal ?? { input: process.stdin };
  const asks = !yes && !json && input.isTTY === true;
  const say = (text: string): void => void (json ? process.stderr : process.stdout).write(`${printableText(text)}\n`);
  return {
    all,
    isDone: yes || asks,
    say,
    async take(step, question, run) {
      say(`\n${step.what}\n    ${step.command}`);
      const done = (yes || (asks && (await agreed(question, "", terminal)))) && (await run());
      all.push({ ...step, done });
      return done;
    },
  };
}

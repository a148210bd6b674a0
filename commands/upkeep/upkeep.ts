import { ExitCode } from "../../commandLine/exitCodes.ts";
import type { Backend } from "../../stack/backend.ts";
import { commandsOf, consentCommand } from "../../stack/commandsOf.ts";
import { readDeclaration } from "../../stack/declaredSecrets.ts";
import { requireClock } from "../../stack/ends/clock.ts";
import { requireStack } from "../../stack/project.ts";
import type { StackRef } from "../../stack/stackRef.ts";
import { recordLastSuccess } from "../../stack/upkeepRecord.ts";
import { noteChange } from "../../support/auditNotes.ts";
import { printableText, sameIgnoringCase } from "../../support/text.ts";
import { STEPS } from "../steps.ts";
import { endsOf } from "./ends.ts";
import { look } from "./look.ts";
import { type Facts, isForPerson, nextStep, type Plan, type Step } from "./nextStep.ts";
import type { UpkeepOptions } from "./options.ts";

/**
 * `upkeep`: the one step that is due.
 *
 * @returns 0 when it is done, or nothing is due; 3 when a person has to act; else the step's own code
 */
export async function upkeep(values: UpkeepOptions, backend: Backend, now = new Date()): Promise<number> {
  const stack = await requireStack(values);
  requireClock(now);
  const log = (line: string): void =>
    void (values.json ? process.stderr : process.stdout).write(`${printableText(line)}\n`);
  const facts = await lookOrSay(stack, values, backend, now, log);
  const plan = nextStep(facts);
  const { step, why } = plan;
  const isOurs = step !== undefined && !isPersons(plan, facts, values.reviewed);
  log(`Stack ${stack.given}: ${sentence(plan, facts, stack)}`);
  if (values["dry-run"]) {
    if (values.json) process.stdout.write(`${JSON.stringify(await asJson(plan, stack, isOurs, facts))}\n`);
    if (step !== undefined) return ExitCode.Due;
  }
  // A step may be what puts that right; where none is due, a person has to.
  if (step === undefined && facts.token?.refused !== undefined) {
    log(facts.token.refused);
    return ExitCode.Yours;
  }
  if (values["dry-run"]) return ExitCode.Good;
  if (step !== undefined && !isOurs) {
    log(`${whoActs(step, facts)}: ${commandOf(step, facts, stack)}`);
    return ExitCode.Due;
  }
  if (values.only !== undefined && values.only !== step) {
    log(`Only ${values.only} was to be done, and that is not what is due now. Nothing was changed.`);
    return step === undefined ? ExitCode.Good : ExitCode.Due;
  }
  const code = step === undefined ? ExitCode.Good : await take(step, facts, stack, { values, backend, now });
  if (code === "later") {
    // No success that a monitor may go by: something is due, and was not done.
    log("\nNot done yet. The next upkeep tries it again.");
    return ExitCode.Good;
  }
  if (code !== ExitCode.Good) {
    log(`\nThe step did not succeed (exit code ${code}). The next upkeep takes it again: ${why}.`);
    return code;
  }
  await recordLastSuccess(stack, now);
  if (step !== undefined) log(`\nDone. The next upkeep looks what is due then.`);
  return ExitCode.Good;
}

interface Taking {
  readonly values: UpkeepOptions;
  readonly backend: Backend;
  readonly now: Date;
}

/** A deployment of what a pull request has to bring in first is not this command's, nor is what only a person can do. */
function isPersons(plan: Plan, facts: Facts, isReviewed: boolean): boolean {
  const { step } = plan;
  if (isForPerson(plan, facts) || (step === "repair" && !facts.mayRepair)) return true;
  return isReviewed && (step === "up" || step === "repair");
}

function whoActs(step: Step, { token }: Facts): string {
  switch (step) {
    case "consent":
      return signsInAgain(token).user === undefined
        ? "Somebody has to sign in as the mailbox"
        : "Somebody with full access to the mailbox has to sign in";
    case "deliver":
      return "Somebody has to enter the values in AEM";
    default:
      return "Whoever deploys this stack has to";
  }
}

function sentence({ step, why, next }: Plan, facts: Facts, stack: StackRef): string {
  if (step !== undefined) return `${why}. Due now: ${commandOf(step, facts, stack)}`;
  return next === undefined ? `${why}.` : `${why}. Next, on ${next.at.toISOString().slice(0, 10)}: ${next.step}.`;
}

/** For a mailbox that somebody else signs in for; whose account is disabled does not. */
function signsInAgain(token: Facts["token"]): { readonly mailbox?: string; readonly user?: string } {
  const { mailbox, user, ended = "" } = token ?? {};
  if (mailbox === undefined || user === undefined || sameIgnoringCase(mailbox, user)) return {};
  return { mailbox, user: ended.includes("AADSTS50057") ? "person@contoso.com" : user };
}

/** The command that a person would run for it. */
function commandOf(step: Step, { token }: Facts, stack: StackRef): string {
  const commands = commandsOf(stack);
  switch (step) {
    case "consent":
      return consentCommand(stack, { ...signsInAgain(token), save: true });
    case "repair":
      return commands.repair;
    case "retire":
      return `${commands.verify} && ${commands.retire}`;
    default:
      return commands[step];
  }
}

async function take(
  step: Step,
  facts: Facts,
  stack: StackRef,
  { values, backend, now }: Taking,
): Promise<number | "later"> {
  const asked = { ...values, stack: stack.given };
  switch (step) {
    case "consent":
      throw new Error("bug: nobody can sign in here");
    case "up":
      return up(stack, backend);
    case "retire": {
      // The last look before the old one goes: what AEM has works.
      const works = facts.takesToken ? await STEPS.verify(asked, backend, now) : ExitCode.Good;
      return works === ExitCode.Good ? STEPS.retire(asked, backend, now) : works;
    }
    default:
      return STEPS[step](asked, backend, now);
  }
}

async function up(stack: StackRef, backend: Backend): Promise<number> {
  const deployment = await backend.open(stack, { log: (line) => void process.stdout.write(`${line}\n`) });
  try {
    noteChange({ stack: stack.name, places: ["deployment"] });
    return (await deployment.up({ yes: true })) === 0 ? ExitCode.Good : ExitCode.Yours;
  } finally {
    await deployment.close();
  }
}

/** What cannot look leaves whoever reads the answer with the accounts that are to hear of it. */
async function lookOrSay(
  stack: StackRef,
  { json }: UpkeepOptions,
  backend: Backend,
  now: Date,
  log: (line: string) => void,
): Promise<Facts> {
  try {
    return await look(stack, backend, now, log);
  } catch (error) {
    if (json && error instanceof Error) {
      const notify = await accountsOf(stack, now).catch(() => []);
      process.stdout.write(`${JSON.stringify({ stack: stack.given, error: error.message, notify, ends: null })}\n`);
    }
    throw error;
  }
}

async function accountsOf(stack: StackRef, now: Date): Promise<readonly string[]> {
  return (await readDeclaration(stack, now)).declared.keeping.notify;
}

async function asJson({ step, why, next }: Plan, stack: StackRef, isOurs: boolean, facts: Facts) {
  return {
    stack: stack.given,
    step: step ?? null,
    why,
    byItself: step === undefined ? null : isOurs,
    command: step === undefined ? null : commandOf(step, facts, stack),
    next: next === undefined ? null : { step: next.step, at: next.at.toISOString() },
    notify: await accountsOf(stack, facts.now),
    // Others of its chain are then refused as well, those in AEM among them, whatever their dates say.
    ended: facts.token?.ended ?? null,
    // Of a deployment that was cut off nothing is known.
    ends: facts.cutOff === undefined ? endsOf(facts) : null,
  };
}

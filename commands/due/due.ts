import { join, relative } from "node:path";

import { ExitCode } from "../../commandLine/exitCodes.ts";
import type { Backend } from "../../stack/backend.ts";
import { commandsOf } from "../../stack/commandsOf.ts";
import { readConsents } from "../../stack/consents.ts";
import { type Declaration, holdsToken, readDeclaration } from "../../stack/declaredSecrets.ts";
import { clockFault } from "../../stack/ends/clock.ts";
import {
  CLOCKS_DIFFER,
  clocksDisagree,
  type DueItem,
  isDue,
  orphanItem,
  secretItems,
  undeclaredItems,
} from "../../stack/ends/dueItems.ts";
import { asDeclared, contradictions, type LiveEnd, liveEnds, toRecord } from "../../stack/ends/liveEnds.ts";
import { readEnds, writeEnds } from "../../stack/ends/recordedEnds.ts";
import { tokenItems } from "../../stack/ends/tokenItems.ts";
import { findProject, orphanFiles, requireStackIn, stackIn, stackNames } from "../../stack/project.ts";
import { readStackFile } from "../../stack/stackFile.ts";
import { withStackLock } from "../../stack/stackLock.ts";
import { STACK_FOLDER, type StackRef, stackRef } from "../../stack/stackRef.ts";
import { readLastSuccess } from "../../stack/upkeepRecord.ts";
import { noteChange } from "../../support/auditNotes.ts";
import { isThere } from "../../support/readIfThere.ts";
import { printableText } from "../../support/text.ts";
import { CannotTell, UserError } from "../../support/userError.ts";
import { type LookedAt, openMetrics } from "./openMetrics.ts";
import type { DueOptions } from "./options.ts";
import { asJson, asText } from "./output.ts";
import { vaultTokens } from "./vaultTokens.ts";

/** `due`: for a scheduled job, and for whoever wonders. */
export async function due(values: DueOptions, backend: Backend, now = new Date()): Promise<number> {
  const { within } = values;
  const fault = clockFault(now);
  if (fault !== undefined) throw new CannotTell(fault);
  const project = await findProject(values);
  const all = values.stack === undefined;
  const stacks = all
    ? (await stackNames(project)).map((name) => stackIn(project, name, values))
    : [await requireStackIn(project, values)];
  if (stacks.length === 0) throw new UserError("There is no stack: stacks/ has no file Pulumi.<stack>.yaml.");
  const orphans = all ? await orphanFiles(["secrets", "consent"], project) : [];
  const items: DueItem[] = [];
  const unread: string[] = [];
  let isFaulty = false;
  const looks = [
    ...stacks.map((stack) => [stack, () => itemsOf(stack, { ...values, backend, now })] as const),
    ...orphans
      .map(([file, name]) => [file, stackRef(name, project)] as const)
      .map(([file, stack]) => [stack, () => orphansOf(stack, file, within, now)] as const),
  ];
  for (const [stack, look] of looks) {
    try {
      const found = await look();
      if (found.secrets === undefined) unread.push(stack.given);
      items.push(...(found.secrets ?? []), ...found.tokens);
    } catch (error) {
      // What is wrong with one stack keeps nobody from hearing of the others.
      if (!(error instanceof UserError)) throw error;
      unread.push(stack.given);
      isFaulty ||= !(error instanceof CannotTell);
      process.stderr.write(`${printableText(error.message)}\n\n`);
    }
  }
  const answer = { within, items, unread };
  switch (values.format) {
    case "json":
      process.stdout.write(asJson(answer));
      break;
    case "openmetrics":
      process.stdout.write(openMetrics(items, await lookedAt(stacks, unread, now), now));
      break;
    default:
      process.stdout.write(asText(answer));
  }
  if (items.some(isDue)) return ExitCode.Due;
  if (isFaulty) return ExitCode.Yours;
  return unread.length > 0 || items.some(({ status }) => status === "unknown") ? ExitCode.CannotTell : ExitCode.Good;
}

/** For a monitor: each stack, and when its upkeep last succeeded. That this is unknown is said, and is no success. */
async function lookedAt(stacks: readonly StackRef[], unread: readonly string[], now: Date): Promise<LookedAt[]> {
  const known = stacks.map(async (stack) => {
    const isRead = !unread.includes(stack.given);
    try {
      const lastSuccess = await readLastSuccess(stack);
      if (lastSuccess === undefined || lastSuccess.getTime() <= now.getTime() + CLOCKS_DIFFER)
        return { stack: stack.given, isRead, lastSuccess };
      say(`Stack ${stack.given}: ${clocksDisagree("its upkeep succeeded", lastSuccess.toISOString())}.`);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      say(error.message);
    }
    return { stack: stack.given, isRead, lastSuccess: undefined };
  });
  const gone = unread.filter((name) => stacks.every(({ given }) => given !== name));
  return [...(await Promise.all(known)), ...gone.map((stack) => ({ stack, isRead: false, lastSuccess: undefined }))];
}

interface Asked {
  readonly within: number;
  readonly now: Date;
  readonly backend: Backend;
  readonly live: boolean;
  readonly write: boolean;
}

interface Found {
  /** Undefined where they could not be read. */
  readonly secrets: readonly DueItem[] | undefined;
  readonly tokens: readonly DueItem[];
}

async function itemsOf(stack: StackRef, asked: Asked): Promise<Found> {
  const { within, now } = asked;
  const declaration = await readDeclaration(stack, now);
  const secrets = await secretsOf(stack, declaration, asked);
  const { keeping } = declaration.declared;
  if (keeping.vault !== undefined)
    return { secrets, tokens: await vaultTokens(stack, { ...asked, vault: keeping.vault }) };
  const tokens = {
    consents: await readConsents(stack.files.consents),
    keptIn: declaration.keepsToken || (await keepsLocally(stack)) ? "the stack's settings" : undefined,
    mailbox: declaration.declared.mailbox,
  };
  return { secrets, tokens: tokenItems(stack, tokens, within, now) };
}

/** What one file in stacks/ records of a stack that is gone. */
async function orphansOf(stack: StackRef, file: string, within: number, now: Date): Promise<Found> {
  const path = join(stack.project, STACK_FOLDER, file);
  const items = file.endsWith(".secrets.yaml")
    ? undeclaredItems(stack, [], within, now, await readEnds(stack, path))
    : tokenItems(stack, { consents: await readConsents(path), keptIn: undefined, mailbox: undefined }, within, now);
  return { secrets: [], tokens: items.map((item) => orphanItem(item, `${STACK_FOLDER}/${file}`)) };
}

/** The secrets of a stack, from its files or as they are live; undefined where that could not be read. */
async function secretsOf(
  stack: StackRef,
  declaration: Declaration,
  { within, now, backend, live, write }: Asked,
): Promise<DueItem[] | undefined> {
  const { secrets } = declaration.declared;
  if (!live) {
    const recorded = await readEnds(stack);
    const items = [
      ...secretItems(stack, secrets, within, now, recorded),
      ...undeclaredItems(stack, secrets, within, now, recorded),
    ];
    // Of stack local it is certain where it would be: what is not there has no end.
    return (await backend.isAbsent(stack)) ? items.filter(({ status }) => status !== "unknown") : items;
  }
  const found = await liveEnds(stack, backend, say);
  if (found === undefined) return undefined;
  if (found.length === 0) say(`Stack ${stack.given}: nothing is deployed.`);
  for (const { label } of secrets.filter((secret) => found.every((other) => other.label !== secret.label)))
    if (found.length > 0) say(`Stack ${stack.given}: client secret "${label}" is declared, and not deployed yet.`);

  if (write) await record(stack, found, now);
  const wrong = write ? [] : contradictions(found, await readEnds(stack));
  for (const words of wrong) say(`Stack ${stack.given}: ${words}. Record what is so: ${commandsOf(stack).dates}`);
  // A deployment of which nothing is left, and a record that it had secrets: one of the two is another stack's.
  if (found.length === 0 && wrong.length > 0) return undefined;
  return secretItems(stack, asDeclared(found), within, now);
}

async function record(stack: StackRef, found: readonly LiveEnd[], now: Date): Promise<void> {
  const ends = toRecord(found, now);
  const changed = await withStackLock(stack, () => writeEnds(stack, ends));
  if (changed) {
    const secrets = ends.map(({ label, keyId }) => ({ change: "recorded" as const, label, keyId }));
    noteChange({ stack: stack.given, secrets, places: [relative(stack.project, stack.files.ends)] });
  }
  say(`${stack.files.ends}: ${changed ? `written${stack.isLocal ? "" : "; commit it"}` : "unchanged"}.`);
}

/** `consent --save` on stack local keeps the token in the copy of the settings below its folder, not in the tracked file. */
async function keepsLocally(stack: StackRef): Promise<boolean> {
  const { kept } = stack.files;
  return stack.isLocal && (await isThere(kept)) && holdsToken(await readStackFile(kept, stack.project));
}

const say = (line: string): void => void process.stderr.write(`${printableText(line)}\n`);

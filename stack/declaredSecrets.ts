import { type Document, isMap, isSeq, Scalar, YAMLMap, YAMLSeq } from "yaml";

import type { Cloud } from "../components/catalogue/clouds.ts";
import { NAMESPACE, REFRESH_TOKEN_KEY } from "../components/catalogue/configKeys.ts";
import type { Preset } from "../components/catalogue/presets.ts";
import type { ClientSecretArgs } from "../components/mailApplicationArgs.ts";
import { faultMessage } from "../components/rules/faults.ts";
import type { Keeping } from "../components/rules/keeping.ts";
import { settingsOf } from "../components/rules/settings.ts";
import { readStackConfig } from "../components/rules/stackConfig.ts";
import type { Settings } from "../pulumi/settings.ts";
import { UserError } from "../support/userError.ts";
import { projectSettings, settingsOver } from "./projectSettings.ts";
import { readStackFile, type StackFile } from "./stackFile.ts";
import type { StackRef } from "./stackRef.ts";

/** What a stack's file declares, as far as rotation is concerned, with the defaults filled in. */
export interface DeclaredSecrets {
  /** Newest first. */
  readonly secrets: readonly ClientSecretArgs[];
  readonly maxSecretLifetime: string | undefined;
  readonly preset: Preset;
  readonly cloud: Cloud;
  readonly mailbox: string | undefined;
  readonly keeping: Keeping;
}

/** Where the list stands; Pulumi takes the key of this project without its prefix, too. */
function pathIn(document: Document): string[] {
  const short = ["config", "clientSecrets"];
  return document.hasIn(short) ? short : ["config", `${NAMESPACE}clientSecrets`];
}

/** A stack's file, to be edited, and what it declares together with Pulumi.yaml. */
export interface Declaration {
  readonly file: StackFile;
  readonly declared: DeclaredSecrets;
  /** Whether a refresh token is kept among the settings. */
  readonly keepsToken: boolean;
}

/**
 * Reads the declared secrets of a stack by the program's own rules.
 *
 * @throws UserError when there is no such stack, its file cannot be read, or naming all that the program would refuse about them
 */
export async function readDeclaration(stack: StackRef, now: Date): Promise<Declaration> {
  const file = await readStackFile(stack.files.settings, stack.project);
  const project = await projectSettings(stack.project);
  const name = Object.keys(project.values).length === 0 ? file.name : `${file.name} and Pulumi.yaml`;
  const settings = settingsOver(project, file);
  return { file, declared: declaredSecrets({ name, ...settings }, stack.name, now), keepsToken: holdsToken(settings) };
}

/** Whether a refresh token is among settings. One that was blanked is none. */
export function holdsToken({ values }: Pick<Settings, "values">): boolean {
  return (values[REFRESH_TOKEN_KEY] ?? "") !== "";
}

/** The same for a file that was read already, by itself. */
export function declaredSecrets(
  file: Pick<StackFile, "name" | "values" | "isSecret">,
  stack: string,
  now: Date,
): DeclaredSecrets {
  const { values, isSecret } = file;
  const { args, keeping, faults } = readStackConfig({ values, isSecret, stack, now });
  const ours = faults.filter(({ setting }) =>
    /^(clientSecrets|maxSecretLifetime|preset|cloud|tokenStore|deliverTo|deliverBetween|rotateEvery)\b/.test(setting),
  );
  if (ours.length > 0) throw new UserError(`${file.name}: ${faultMessage(ours, NAMESPACE).trimEnd()}`);
  const { clientSecrets, maxSecretLifetime, preset, cloud, mailbox } = settingsOf(args, stack);
  return { secrets: clientSecrets, maxSecretLifetime, preset, cloud, mailbox, keeping };
}

/** Puts a secret above those that `declared` names, in the file's document. */
export function putOnTop(document: Document, secret: Required<ClientSecretArgs>, declared: DeclaredSecrets): void {
  const list = listIn(document, declared);
  const [first] = list.items;
  // A comment above the first secret speaks of that one.
  if (isMap(first) && list.commentBefore !== undefined && list.commentBefore !== null) {
    first.commentBefore = list.commentBefore;
    list.commentBefore = null;
  }
  list.items.unshift(itemOf(document, secret));
}

/** Takes the secrets with these labels out of the file's document. */
export function takeAway(document: Document, labels: readonly string[], declared: DeclaredSecrets): void {
  const list = listIn(document, declared);
  list.items = list.items.filter((item) => !isMap(item) || !labels.includes(String(item.get("label"))));
}

/** The list as a node; written out where the file leaves it to the default, or has it as a JSON text. */
function listIn(document: Document, { secrets }: DeclaredSecrets): YAMLSeq {
  const path = pathIn(document);
  const node = document.getIn(path, true);
  if (isSeq(node) && node.items.every((item) => isMap(item))) return node;
  const list = new YAMLSeq(document.schema);
  list.items = secrets.map((secret) => itemOf(document, secret));
  if (!isMap(document.getIn(["config"]))) document.setIn(["config"], document.createNode({}));
  document.setIn(path, list);
  return list;
}

function itemOf(document: Document, secret: ClientSecretArgs): YAMLMap {
  const item = new YAMLMap(document.schema);
  item.set("label", secret.label);
  if (secret.expires !== undefined) {
    const expires = new Scalar(secret.expires);
    // Without the quotes YAML tools turn a date into a time.
    expires.type = "QUOTE_DOUBLE";
    item.set("expires", expires);
  }
  return item;
}

import { ExitCode } from "../../../commandLine/exitCodes.ts";
import { connect, variablesFor } from "../../../entra/connect.ts";
import type { Backend } from "../../../stack/backend.ts";
import { declaredSettings } from "../../../stack/declaredSettings.ts";
import { deployedApplication } from "../../../stack/deployedApplication.ts";
import type { StackRef } from "../../../stack/stackRef.ts";
import { UserError } from "../../../support/userError.ts";
import { differencesOf } from "./liveDifferences.ts";
import { readLiveApplication } from "./liveRead.ts";
import { reportJson, reportText } from "./liveReport.ts";

export interface LiveOptions {
  /** One JSON object on standard output instead of words. */
  readonly json: boolean;
  readonly backend: Backend;
}

/**
 * `access --live`: reads the whole application of a stack from Microsoft Graph and names everything that is not as declared. Writes
 * nothing.
 *
 * @returns 0 as declared, 4 when something differs, 5 when nothing does but not everything could be read
 * @throws UserError when nothing is deployed, or when nobody is signed in
 */
export async function live(stack: StackRef, { json, backend }: LiveOptions): Promise<number> {
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  const deployment = await backend.open(stack, { log });
  try {
    const config = await deployment.config();
    const settings = declaredSettings(config, stack, new Date());
    const deployed = await deployedApplication(deployment);
    if (deployed === undefined)
      throw new UserError(`Nothing of stack ${stack.given} is deployed, so there is nothing live to compare.`);

    const connection = await connect({
      config,
      variables: variablesFor(deployment),
      tenantId: deployed.tenantId,
    });
    const { graph, callerId, tenantId } = connection;
    const application = await readLiveApplication(graph, deployed.objectId);
    const differences = differencesOf({ settings, secrets: deployed.secrets, callerId }, application);
    const report = { stack: stack.given, tenantId, deployed, live: application, differences };
    process.stdout.write(json ? `${reportJson(report)}\n` : reportText(report));
    if (differences.length > 0) return ExitCode.Differs;
    return application.unread.length > 0 ? ExitCode.CannotTell : ExitCode.Good;
  } finally {
    await deployment.close();
  }
}

import * as pulumi from "@pulumi/pulumi";

/**
 * What a StackReference asks the engine for its outputs. Asked directly, because a reference is a resource of the stack:
 * its state would keep another copy of the client secret, and every preview would list it.
 */
export const READ_STACK_OUTPUTS = "pulumi:pulumi:readStackOutputs";

/**
 * Labels of this stack's live client secrets, newest first, as its own last outputs have them; undefined where nothing is
 * deployed. Where the outputs cannot be read, that is warned of and taken for the same: no update hangs on it.
 */
export async function previousSecretLabels(): Promise<string[] | undefined> {
  const name = qualifiedName();
  if (name === undefined) return undefined;
  try {
    const answer = (await pulumi.runtime.invoke(READ_STACK_OUTPUTS, { name })) as { outputs?: unknown } | undefined;
    return labelsIn(answer?.outputs);
  } catch (error) {
    await pulumi.log.warn(
      `The outputs of ${name} could not be read, so nobody checked that this update is one legal step of a rotation ` +
        `(${error instanceof Error ? error.message : String(error)}).`,
    );
    return undefined;
  }
}

/** Undefined without an engine, as in a test: there has been no deployment then. */
function qualifiedName(): string | undefined {
  try {
    return `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  } catch {
    return undefined;
  }
}

/** Outputs of a version that had no such output, or another one, say nothing. */
function labelsIn(outputs: unknown): string[] | undefined {
  const { clientSecrets } = Object(outputs) as { clientSecrets?: unknown };
  if (!Array.isArray(clientSecrets)) return undefined;
  return clientSecrets.flatMap((secret: unknown) => {
    const { label } = Object(secret) as { label?: unknown };
    return typeof label === "string" ? [label] : [];
  });
}

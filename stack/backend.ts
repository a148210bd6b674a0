import type { Deployment, DeploymentOptions } from "./deployment.ts";
import type { LocalStack } from "./localStack.ts";
import type { StackRef } from "./stackRef.ts";

/** Where stacks are deployed. Every command is handed one, and reaches no stack otherwise. */
export interface Backend {
  /**
   * Opens the deployment of a stack with the person's own CLI and backend; that of stack local with what `npx aem-mail-oauth local` keeps,
   * its tenant being served until the deployment is closed.
   *
   * @throws UserError when there is no CLI, or the tenant's folder is in use
   */
  open(stack: StackRef, options: DeploymentOptions): Promise<Deployment>;
  /** Whether it is certain, without asking anybody, that nothing of the stack is deployed: known of stack local alone. */
  isAbsent(stack: StackRef): Promise<boolean>;
  /** Stack local itself. */
  local(): Promise<LocalStack>;
}

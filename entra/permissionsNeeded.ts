import { UserError } from "../support/userError.ts";
import { GraphRefusal } from "./graphClient.ts";

/** What Microsoft Graph wants of a pipeline (an application permission) or of a person (a role), as its reference pages say. */
export const NEEDS = {
  readApplications: "Application.Read.All as an application permission, or the role Directory Readers for a person",
  readGrants:
    "DelegatedPermissionGrant.Read.All or Directory.Read.All as an application permission, or the role Directory Readers for a person",
  changeApplication:
    "Application.ReadWrite.OwnedBy as an application permission of an owner of the application, or for a person that ownership or the role Cloud Application Administrator",
} as const;

/**
 * Runs what asks Graph; of a 403 the error says what is missing.
 *
 * @param what as in "Reading an application"
 */
export async function withNeeds<T>(what: string, needs: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof GraphRefusal) || error.status !== 403) throw error;
    throw new UserError(`${error.message}\n${what} needs ${needs}.`);
  }
}

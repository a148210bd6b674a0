/**
 * What to say when a package is not there: `npm ci` was not run in this checkout yet, or was cut off. Undefined for every other error. Imports
 * nothing, because it is needed when nothing can be imported.
 */
export function missingPackage(error: unknown, folder: string): string | undefined {
  if (!(error instanceof Error) || (error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") return undefined;
  const [, name] = /^Cannot find package '([^']+)'/.exec(error.message) ?? [];
  if (name === undefined) return undefined;
  return `The packages that aem-mail-oauth needs are not installed, or not all of them: ${name} is missing. Run: npm ci --prefix ${folder}`;
}

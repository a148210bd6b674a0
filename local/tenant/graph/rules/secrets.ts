import { isObject, type JsonObject, objectsOf, textOf } from "../../state/json.ts";
import type { SecretTerms } from "../../state/secrets.ts";
import { badRequest, GraphError, ownWords } from "../errors.ts";

const DATE = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;
const DAY = 24 * 60 * 60 * 1000;

/**
 * The terms that a client asks for: start now and end two years after the start unless said otherwise.
 * https://learn.microsoft.com/graph/api/application-addpassword
 * @throws GraphError 400
 */
export function secretTerms(credential: JsonObject, now: Date): SecretTerms {
  const start = dateOf(credential, "startDateTime") ?? now;
  const end = dateOf(credential, "endDateTime") ?? yearsAfter(start, 2);
  if (end <= start || end <= now) {
    throw badRequest("Key credential end date is invalid.", [
      {
        code: "InvalidKeyEndDate",
        message: ownWords(`${end.toISOString()} must be later than the start date and than now`),
        target: "EndDate",
      },
    ]);
  }
  const { displayName } = credential;
  return { displayName: typeof displayName === "string" ? displayName : null, start, end };
}

/**
 * Applies the tenant's app management policy to a new secret.
 * https://learn.microsoft.com/graph/api/resources/passwordcredentialconfiguration
 * @throws GraphError 400
 */
export function checkSecretPolicy(
  policy: JsonObject,
  id: string,
  applicationCreated: string,
  terms: SecretTerms,
): void {
  if (policy.isEnabled !== true) return;
  const restrictions = isObject(policy.applicationRestrictions) ? policy.applicationRestrictions : {};
  for (const restriction of objectsOf(restrictions.passwordCredentials)) {
    const since = restriction.restrictForAppsCreatedAfterDateTime;
    if (restriction.state === "disabled") continue;
    if (typeof since === "string" && Date.parse(applicationCreated) < Date.parse(since)) continue;
    if (restriction.restrictionType === "passwordAddition") {
      throw new GraphError(
        400,
        "CredentialTypeNotAllowedAsPerAppPolicy",
        `Credential type not allowed as per assigned policy '${id}'.`,
      );
    }
    if (restriction.restrictionType !== "passwordLifetime") continue;
    const longest = durationOf(textOf(restriction.maxLifetime));
    if (longest !== undefined && terms.end.getTime() - terms.start.getTime() > longest) {
      const message = `Credential lifetime exceeds the max value allowed as per assigned policy '${id}'.`;
      throw new GraphError(400, "CredentialInvalidLifetimeAsPerAppPolicy", message, [
        { code: "InvalidKeyEndDate", message, target: "EndDate" },
      ]);
    }
  }
}

/** Milliseconds of an ISO 8601 duration, a year as 365 and a month as 30 days; undefined when it is none. */
export function durationOf(duration: string): number | undefined {
  const match = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(duration);
  if (match === null || /[PT]$/.test(duration)) return undefined;
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(1)
    .map((part: string | undefined) => Number(part ?? 0));
  return (years * 365 + months * 30 + weeks * 7 + days) * DAY + ((hours * 60 + minutes) * 60 + seconds) * 1000;
}

function dateOf(credential: JsonObject, name: string): Date | undefined {
  const value = credential[name];
  if (value === undefined || value === null) return undefined;
  const date = typeof value === "string" && DATE.test(value) ? new Date(value) : new Date(NaN);
  if (!Number.isNaN(date.getTime())) return date;
  throw badRequest(`Cannot convert the literal '${textOf(value)}' to the expected type 'Edm.DateTimeOffset'.`);
}

function yearsAfter(date: Date, years: number): Date {
  const result = new Date(date);
  result.setUTCFullYear(result.getUTCFullYear() + years);
  return result;
}

import { UserError } from "../support/userError.ts";
import { type Answer, busy, isBusy, jsonOf, unreadable } from "./answers.ts";
import type { Environment } from "./environment.ts";

/** What a refusal says, as far as it may be repeated: never a value that was sent. */
interface Said {
  /** `403025`, `Profile is not valid` */
  readonly words: string;
  /** Whether it names what is wrong with the variables: then it says nothing of the environment's state. */
  readonly isValidation: boolean;
}

const ORGANIZATION = "the organization id of the Adobe Developer Console, as 0123456789ABCDEF01234567@AdobeOrg";

/**
 * Why Cloud Manager refused a question, in words.
 *
 * @param sent values that no message may hold, whole or in part
 */
export function refusal(answer: Answer, where: Environment, sent: readonly string[] = []): Error {
  const { status, asked } = answer;
  if (isBusy(answer)) return busy(answer);
  if (status < 400) return unreadable(answer, "it is neither an answer nor a refusal");
  const said = saidIn(answer, sent);
  if (said === undefined) return unreadable(answer, "it is no refusal of Adobe's");
  const place = `program ${where.program}, environment ${where.environment}`;
  const head = `Cloud Manager refused ${asked.method} for ${place}: ${status}${said.words === "" ? "" : ` ${said.words}`}.`;
  if (status === 401) {
    return new UserError(
      `${head} It does not know the access token that Adobe's sign-in gave for ADOBE_CLIENT_ID and ADOBE_CLIENT_SECRET. ` +
        "Look whether their project in the Adobe Developer Console still has the Cloud Manager API.",
    );
  }
  if (status === 403) {
    const needed =
      asked.method === "PATCH" ? "'Deployment Manager'" : "'Deployment Manager' (or 'Developer', to read alone)";
    return new UserError(
      `${head} The technical account of ADOBE_CLIENT_ID needs the product profile ${needed} of Cloud Manager. An administrator of ` +
        `organization ${where.organization} gives it in the Adobe Admin Console: Products, Adobe Experience Manager as a Cloud Service, the ` +
        `profile, API credentials. Look as well whether the organization is right: it is ${ORGANIZATION}.`,
    );
  }
  if (status === 404) {
    return new UserError(
      `${head} There is no such program or environment in organization ${where.organization}, or the technical account does not see it. The ` +
        "numbers stand in Cloud Manager's address: /program/12345/environment/67890.",
    );
  }
  return new UserError(`${head} Nothing was changed.`);
}

/** Whether a refused PATCH is at fault itself, rather than the environment's state. */
export function isValidation(answer: Answer): boolean {
  return saidIn(answer, [])?.isValidation ?? false;
}

const VALIDATION = "http://ns.adobe.com/adobecloud/validation-exception";

/** Adobe has two shapes: a gateway's `{error_code, message}`, and the service's problem (RFC 9457) `{type, title, errors}`. */
function saidIn(answer: Answer, sent: readonly string[]): Said | undefined {
  const json = jsonOf(answer);
  // Refusals without a body are among them: the API describes 404 without one.
  if (json === undefined) return answer.text === "" ? { words: "", isValidation: false } : undefined;
  const { error_code, message, type, title, errors, invalidParams, missingParams } = Object(json) as Record<
    string,
    unknown
  >;
  const lists = [errors, invalidParams, missingParams].flatMap(
    (list) => Object.values(Object(list) as object) as unknown[],
  );
  const details = lists.map(detail);
  const words = [error_code, message, title, ...details].filter((word) => typeof word === "string" && word !== "");
  const safe = (words as string[]).filter((word) => !tells(word, sent)).map((word) => word.slice(0, 200));
  return { words: safe.join("; "), isValidation: type === VALIDATION || lists.length > 0 };
}

/** The field and what is wrong with it; never `invalidValue`, which is what was sent. */
function detail(error: unknown): string {
  if (typeof error === "string") return error;
  const { field, name, message, reason } = Object(error) as Record<string, unknown>;
  return [field ?? name, message ?? reason].filter((part) => typeof part === "string").join(": ");
}

const SHORTEST_PART = 8;

/** Whether a text holds a value, or so much of it that it would help. */
export function tells(words: string, sent: readonly string[]): boolean {
  return sent.some((value) => {
    if (value === "") return false;
    if (value.length <= SHORTEST_PART) return words.includes(value);
    for (let at = 0; at + SHORTEST_PART <= value.length; at++)
      if (words.includes(value.slice(at, at + SHORTEST_PART))) return true;

    return false;
  });
}

import type { Reply } from "../tenant/http.ts";

/** A refusal, sent as it is. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly reply: Reply;

  constructor(reply: Reply) {
    super(`refused with ${reply.status}`);
    this.reply = reply;
  }
}

/** What Adobe's gateway says before Cloud Manager is asked: `{"error_code":"401013","message":"Oauth token is not valid"}`. */
export function gateway(code: string, message: string): Refusal {
  const headers = { "content-type": "application/json" };
  return new Refusal({ status: Number(code.slice(0, 3)), headers, body: { error_code: code, message } });
}

const TYPE = "http://ns.adobe.com/adobecloud/";

/** A problem (RFC 9457, `application/problem+json`), as definition BadRequestError of the API has it. */
export function problem(status: number, title: string, kind = "error", errors?: object): Refusal {
  return new Refusal({
    status,
    headers: { "content-type": "application/problem+json" },
    body: { type: `${TYPE}${kind}`, status, title, ...(errors === undefined ? {} : { errors }) },
  });
}

/** What is wrong with a field. Adobe repeats the value that was sent, so this does too: who logs refusals logs secrets. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
  readonly invalidValue: string;
}

/** Keyed by field, as in the answers that Adobe's own library is tested with. */
export function validation(errors: readonly FieldError[]): Refusal {
  const keyed = errors.map((error) => {
    const field = `patchEnvironmentVariables.arg2${error.field}`;
    return [field, { ...error, field, code: "VALIDATION_ERROR_CODE" }];
  });
  return problem(400, "Constraint Violations", "validation-exception", Object.fromEntries(keyed) as object);
}

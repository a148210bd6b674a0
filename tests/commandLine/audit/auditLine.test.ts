import { describe, expect, it } from "@jest/globals";

import { auditLine, type Ended, NO_NAME } from "../../../commandLine/audit/auditLine.ts";

const KEY = "0f8e7a1c-1111-4222-8333-444455556666";

function line(ended: Partial<Ended> = {}): Record<string, unknown> {
  const text = auditLine({
    began: new Date("2030-05-20T12:00:00Z"),
    ended: new Date("2030-05-20T12:00:05.5Z"),
    command: "rotate add",
    stack: "prod",
    code: 0,
    who: { user: "ada", host: "build-1" },
    run: null,
    notes: [],
    ...ended,
  });
  expect(text).not.toMatch(/[\n\r]/);
  return JSON.parse(text) as Record<string, unknown>;
}

/** Values of the shapes that secrets and tokens have: Entra's, an older one, Adobe's, a refresh token, a JWT; none of them is one. */
const SECRETS = [
  "Xy7" + "8Q~AbCdEfGhIjKlMnOpQrStUvWxYz012345678",
  "u7Fz+q1WmB0kL9sPzXcVbNmAsDfGhJkLqWeRtYuIoP0=",
  "p8e-" + "AbCdEfGhIjKlMnOpQrStUvWxYz012345",
  `0.AXoA${"AbC1dEf2".repeat(30)}`,
  "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJhdWQiOiIwMDAwMDAwMiJ9.c2ln",
];

describe("a line of --audit", () => {
  it("says who changed what, where and with which result", () => {
    expect(
      line({
        run: "https://github.com/contoso/mail/actions/runs/7/attempts/1",
        notes: [
          { stack: "prod", secrets: [{ change: "added", label: "s-2030", keyId: KEY }] },
          {
            application: KEY,
            tokens: [{ change: "added", mailbox: "forms@contoso.com", issued: "2030-05-20T12:00:00Z" }],
          },
          { places: ["settings", "stacks/prod.access.yaml", "https://aem-mail.vault.azure.net"] },
          { places: ["settings"], secrets: [{ change: "added", label: "s-2030", keyId: KEY }] },
        ],
      }),
    ).toEqual({
      when: "2030-05-20T12:00:05.500Z",
      began: "2030-05-20T12:00:00.000Z",
      command: "rotate add",
      stacks: ["prod"],
      result: "done",
      code: 0,
      changed: true,
      who: { user: "ada", host: "build-1" },
      run: "https://github.com/contoso/mail/actions/runs/7/attempts/1",
      applications: [KEY],
      secrets: [{ change: "added", label: "s-2030", keyId: KEY }],
      tokens: [{ change: "added", mailbox: "forms@contoso.com", issued: "2030-05-20T12:00:00Z" }],
      places: ["settings", "stacks/prod.access.yaml", "https://aem-mail.vault.azure.net"],
    });
  });

  it.each([
    [0, false, "done"],
    [3, true, "done"],
    [4, false, "done"],
    [1, false, "refused"],
    [5, false, "refused"],
    [1, true, "failed"],
    [5, true, "failed"],
    [2, false, "failed"],
    [130, false, "failed"],
  ])("of exit code %d (something changed: %s) says %s", (code, changed, result) => {
    expect(line({ code, notes: changed ? [{}] : [] })).toMatchObject({ code, changed, result });
  });

  it.each(SECRETS)("leaves out what looks like a secret, wherever it was planted: %s", (secret) => {
    const planted = line({
      stack: secret,
      notes: [
        {
          stack: secret,
          application: secret,
          secrets: [{ change: "removed", label: secret, keyId: secret }],
          tokens: [{ change: "added", mailbox: secret, issued: secret }],
          places: [secret, `in ${secret}`],
        },
      ],
    });
    expect(JSON.stringify(planted)).not.toContain(secret.slice(0, 12));
    expect(planted).toMatchObject({
      stacks: [NO_NAME],
      applications: [NO_NAME],
      secrets: [{ change: "removed", label: NO_NAME, keyId: NO_NAME }],
      tokens: [{ change: "added", mailbox: NO_NAME, issued: NO_NAME }],
    });
  });

  it("keeps the names that people give", () => {
    const places = [
      "program 12345, environment 67890 (author)",
      "Konfiguration: Bücher/Übergabe",
      "organization/aem-mail-oauth-of-a-customer/a-long-name-of-a-stack-2030",
      KEY,
      "Rechnungseingang2024Buchhaltung@contoso.com",
      "AemFormsMailIntegrationProd2030Eu",
    ];
    expect(line({ stack: "contoso/aem-mail-oauth/prod", notes: [{ places }] })).toMatchObject({
      stacks: ["contoso/aem-mail-oauth/prod"],
      places,
    });
  });

  it("leaves out what would break a line or a terminal", () => {
    expect(line({ notes: [{ places: ["a\nb", "\u001b[31mred", "x".repeat(200)] }] })).toMatchObject({
      places: [NO_NAME, NO_NAME, NO_NAME],
    });
  });
});

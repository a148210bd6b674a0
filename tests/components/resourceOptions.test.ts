import { beforeAll, describe, expect, it } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";

import { MailApplication } from "../../components/mailApplication.ts";
import { record, valueOf } from "./recordedProgram.ts";

interface Options {
  readonly urn: string;
  readonly protect: boolean | undefined;
  readonly deletedWith: string | undefined;
  readonly ignoreChanges: string[];
}

const OWNER = "77777777-2222-4333-8444-555555555555";
const REGISTRATION =
  "urn:pulumi:prod::aem-mail-oauth::aem-mail-oauth:index:MailApplication$azuread:index/applicationRegistration:ApplicationRegistration::mail";

/** The options of every resource of a protected application with all kinds of children, sorted by URN. */
let options: Options[];

beforeAll(async () => {
  const seen: Parameters<pulumi.ResourceTransformation>[0][] = [];
  await record(
    () =>
      new MailApplication(
        "mail",
        {
          permissions: ["offline_access", "SMTP.Send", "exchange/SMTP.Send"],
          clientSecrets: [{ label: "second" }, { label: "first" }],
          owners: [OWNER],
        },
        {
          protect: true,
          transformations: [
            (resource) => {
              seen.push(resource);
              return undefined;
            },
          ],
        },
        new Date("2030-01-01T00:00:00Z"),
      ),
    { stack: "prod" },
  );
  const unsorted = await Promise.all(
    seen.map(async ({ resource, opts }) => ({
      urn: await valueOf(resource.urn),
      protect: opts.protect,
      deletedWith: await urnOf(opts.deletedWith),
      ignoreChanges: "ignoreChanges" in opts ? (opts.ignoreChanges ?? []) : [],
    })),
  );
  options = unsorted.sort((a, b) => a.urn.localeCompare(b.urn, "en"));
});

async function urnOf(resource: unknown): Promise<string | undefined> {
  return pulumi.Resource.isInstance(resource) ? await valueOf(resource.urn) : undefined;
}

describe("resources of an application", () => {
  it("have these URNs: a renamed registration would be a new client id", () => {
    const prefix = "urn:pulumi:prod::aem-mail-oauth::";
    // Mocks keep the nearest parent's type only; the engine puts MailApplication before ClientSecrets.
    expect(options.map(({ urn }) => urn.replace(prefix, ""))).toEqual(
      [
        "aem-mail-oauth:index:MailApplication::mail",
        "aem-mail-oauth:index:MailApplication$azuread:index/applicationRegistration:ApplicationRegistration::mail",
        "aem-mail-oauth:index:MailApplication$azuread:index/applicationRedirectUris:ApplicationRedirectUris::mail-redirects",
        "aem-mail-oauth:index:MailApplication$azuread:index/applicationApiAccess:ApplicationApiAccess::mail-api-graph",
        "aem-mail-oauth:index:MailApplication$azuread:index/applicationApiAccess:ApplicationApiAccess::mail-api-exchange",
        `aem-mail-oauth:index:MailApplication$azuread:index/applicationOwner:ApplicationOwner::mail-owner-${OWNER}`,
        "aem-mail-oauth:index:MailApplication$azuread:index/servicePrincipal:ServicePrincipal::mail-sp",
        "aem-mail-oauth:index:MailApplication$aem-mail-oauth:index:ClientSecrets::mail",
        "aem-mail-oauth:index:ClientSecrets$azuread:index/applicationPassword:ApplicationPassword::mail-secret-first",
        "aem-mail-oauth:index:ClientSecrets$azuread:index/applicationPassword:ApplicationPassword::mail-secret-second",
        "aem-mail-oauth:index:MailApplication$random:index/randomUuid:RandomUuid::mail-state",
      ].sort((a, b) => a.localeCompare(b, "en")),
    );
  });

  it("go with the registration, all but the component and the registration itself", () => {
    const withRegistration = options.filter(({ deletedWith }) => deletedWith === REGISTRATION);
    expect(withRegistration).toHaveLength(9);
    expect(options.filter(({ deletedWith }) => deletedWith === undefined).map(({ urn }) => urn)).toEqual(
      [REGISTRATION, "urn:pulumi:prod::aem-mail-oauth::aem-mail-oauth:index:MailApplication::mail"].sort((a, b) =>
        a.localeCompare(b, "en"),
      ),
    );
  });

  it("keep secrets, owners, Exchange Online permissions and the state out of protection: they come and go", () => {
    const names = (protect: boolean | undefined) =>
      options.filter((option) => option.protect === protect).map(({ urn }) => urn.split("::").at(-1));
    expect(names(false).sort()).toEqual(["mail", "mail-api-exchange", `mail-owner-${OWNER}`, "mail-state"]);
    // Nothing said: inherited from the parent, unprotected below ClientSecrets and protected elsewhere.
    expect(names(undefined).sort()).toEqual([
      "mail",
      "mail-api-graph",
      "mail-redirects",
      "mail-secret-first",
      "mail-secret-second",
      "mail-sp",
    ]);
    expect(names(true)).toEqual(["mail"]);
  });

  it("ignore changes of a secret's end and name and of owners that a service principal had already, and of nothing else", () => {
    const ignoring = options.filter(({ ignoreChanges }) => ignoreChanges.length > 0);
    expect(ignoring.map(({ urn }) => urn.split("::").at(-1))).toEqual([
      "mail-secret-first",
      "mail-secret-second",
      "mail-sp",
    ]);
    expect(ignoring.map(({ ignoreChanges }) => ignoreChanges)).toEqual([
      ["endDate", "displayName"],
      ["endDate", "displayName"],
      ["owners"],
    ]);
  });
});

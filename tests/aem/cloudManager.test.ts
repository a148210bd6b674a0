import { readFile, stat } from "node:fs/promises";

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";

import type { CloudManager } from "../../aem/cloudManager.ts";
import { aemInstances, ENVIRONMENTS } from "../../local/cloudManager/index.ts";
import { CannotTell, UserError } from "../../support/userError.ts";
import { minutesLater, startAdobe, type TestAdobe } from "../local/cloudManager/adobe.ts";

let adobe: TestAdobe;
let manager: CloudManager;

beforeAll(async () => {
  adobe = await startAdobe();
});
afterAll(() => adobe.close());

beforeEach(async () => {
  manager = await adobe.open();
});
afterEach(async () => {
  await adobe.send("DELETE", "/local/faults");
  await adobe.order({
    profiles: ["Deployment Manager"],
    pipeline: { running: false },
    status: { environment: ENVIRONMENTS.dev, status: null },
    longestSecret: 2048,
  });
  minutesLater(adobe, 30);
});

const TOKEN = `1.A${"secret-token-".repeat(80)}`;
const secret = (value: string, name = "SMTP_REFRESH_TOKEN") => ({ name, value, secret: true });
const record = (value: string, name = "MAIL_OAUTH_RECORD") => ({ name, value, secret: false });
const fault = (body: object) => adobe.send("POST", "/local/faults", { body });
const patches = (): number => adobe.logged.filter((line) => line.startsWith("PATCH ")).length;

describe("changing variables", () => {
  it("sets secrets and their record in one request, and reads the record back", async () => {
    const before = patches();
    expect(await manager.patch(adobe.where, [secret(TOKEN), record("issued 2026-11-21")])).toBe("done");
    expect(patches()).toBe(before + 1);
    expect(await manager.variables(adobe.where)).toEqual([
      { name: "SMTP_REFRESH_TOKEN", secret: true },
      { name: "MAIL_OAUTH_RECORD", secret: false, value: "issued 2026-11-21" },
    ]);
    expect(await manager.state(adobe.where)).toEqual({ status: "updating", name: "forms-dev" });
    minutesLater(adobe, 30);
    const [aem] = await aemInstances(adobe.folder, { ...adobe.where, service: "author" }, adobe.clock.now);
    expect(aem?.variables).toEqual({ SMTP_REFRESH_TOKEN: TOKEN, MAIL_OAUTH_RECORD: "issued 2026-11-21" });
  });

  it("keeps to the service that is named, and deletes by an empty value", async () => {
    const where = { ...adobe.where, service: "publish" } as const;
    expect(await manager.patch(where, [record("for publish", "ONLY_PUBLISH")])).toBe("done");
    expect(await manager.variables(where)).toEqual([
      { name: "ONLY_PUBLISH", secret: false, value: "for publish", service: "publish" },
    ]);
    minutesLater(adobe, 30);
    expect(await manager.patch(where, [record("", "ONLY_PUBLISH")])).toBe("done");
    expect(await manager.variables(where)).toEqual([]);
  });

  it.each([
    [[secret("x".repeat(2049))], /'SMTP_REFRESH_TOKEN' has 2049 characters/],
    [[record("x", "INTERNAL_X")], /'INTERNAL_X' begins with INTERNAL_, which Adobe reserves/],
    [[record("x", "1X")], /'1X' is no name of a variable/],
    [[record("x"), record("y")], /'MAIL_OAUTH_RECORD' is set twice/],
  ])("refuses what is at fault before any request (%#)", async (variables, words) => {
    const before = adobe.logged.length;
    const patched = manager.patch(adobe.where, variables);
    await expect(patched).rejects.toThrow(words);
    await expect(patched).rejects.toBeInstanceOf(UserError);
    expect(adobe.logged).toHaveLength(before);
  });

  it("refuses another type than the variable has, and does not send it", async () => {
    expect(await manager.patch(adobe.where, [record("x", "TYPED")])).toBe("done");
    minutesLater(adobe, 30);
    const before = patches();
    await expect(manager.patch(adobe.where, [secret("x", "TYPED")])).rejects.toThrow(/'TYPED' is there as a readable/);
    expect(patches()).toBe(before);
  });
});

describe("an environment that takes no change now", () => {
  it("is left for later while it restarts, and changes afterwards", async () => {
    expect(await manager.patch(adobe.where, [record("1")])).toBe("done");
    const before = patches();
    expect(await manager.patch(adobe.where, [record("2")])).toEqual({
      later: `Environment ${ENVIRONMENTS.dev} is updating: it takes no change until it is ready, which is a matter of minutes.`,
    });
    expect(patches()).toBe(before);
    minutesLater(adobe, 30);
    expect(await manager.patch(adobe.where, [record("2")])).toBe("done");
  });

  it("is left for later while a pipeline runs, which Cloud Manager itself does not name", async () => {
    await adobe.order({ pipeline: { running: true } });
    expect(await manager.patch(adobe.where, [secret(TOKEN), record("3")])).toEqual({
      later: expect.stringMatching(
        /400 Bad Request\. Nothing was changed\. A pipeline of program 40001 runs \(deploy\)\./,
      ),
    });
    expect(await manager.variables(adobe.where)).not.toContainEqual(expect.objectContaining({ value: "3" }));
  });

  it.each([
    ["hibernated", /until somebody wakes it/],
    ["failed", /until somebody has looked at it in Cloud Manager/],
  ])("is left for later when it is %s", async (status, words) => {
    await adobe.order({ status: { environment: ENVIRONMENTS.dev, status } });
    expect(await manager.patch(adobe.where, [record("4")])).toEqual({ later: expect.stringMatching(words) });
  });

  it("is no place any more when it is deleted", async () => {
    await adobe.order({ status: { environment: ENVIRONMENTS.dev, status: "deleted" } });
    await expect(manager.patch(adobe.where, [record("5")])).rejects.toThrow(/is deleted. Take it out of the list/);
  });
});

describe("refusals", () => {
  it("name the product profile, and where it is given", async () => {
    await adobe.order({ profiles: ["Developer"] });
    const patched = manager.patch(adobe.where, [secret(TOKEN), record("6")]);
    await expect(patched).rejects.toThrow(/403 Forbidden.+'Deployment Manager' of Cloud Manager.+Adobe Admin Console/s);
    // The other profile lets read: nothing but the change is refused.
    expect(await manager.state(adobe.where)).toMatchObject({ status: "ready" });
    await adobe.order({ profiles: [] });
    await expect(manager.variables(adobe.where)).rejects.toThrow(/'Developer', to read alone/);
  });

  it("name the credential that Adobe's sign-in does not know", async () => {
    const clientSecret = "p8e-wrong-secret";
    const wrong = await adobe.open({ credentials: { ...adobe.credentials, clientSecret } });
    const asked = wrong.variables(adobe.where);
    await expect(asked).rejects.toThrow(/400 invalid_client.+ADOBE_CLIENT_ID and ADOBE_CLIENT_SECRET/s);
    await expect(asked).rejects.not.toThrow(clientSecret);
    await expect(adobe.open({ credentials: { ...adobe.credentials, clientSecret: "" } })).rejects.toThrow(
      /ADOBE_CLIENT_SECRET is empty/,
    );
  });

  it("name the organization, the program and the environment that are not there", async () => {
    const organization = "000000000000000000000000@AdobeOrg";
    const elsewhere = await adobe.open({ organization });
    await expect(elsewhere.variables({ ...adobe.where, organization })).rejects.toThrow(/403025; Profile is not valid/);
    await expect(manager.variables({ ...adobe.where, organization })).rejects.toThrow(/was opened for/);
    await expect(manager.state({ ...adobe.where, environment: "999" })).rejects.toThrow(
      /program 40001, environment 999: 404 Not Found.+no such program or environment/,
    );
    await expect(manager.state({ ...adobe.where, program: "../x" })).rejects.toThrow(/The program '..\/x' is no id/);
  });

  it("never hold a value, though Cloud Manager repeats it", async () => {
    await adobe.order({ longestSecret: 499 });
    const refused = await manager.patch(adobe.where, [secret(TOKEN), record("7")]).catch(String);
    expect(refused).toMatch(/Constraint Violations.+length must be between 0 and 499.+Nothing was changed/);
    expect(refused).not.toContain("secret-token");
    // The control: it is in the answer itself.
    const raw = await adobe.api(
      "PATCH",
      `/program/${adobe.where.program}/environment/${adobe.where.environment}/variables`,
      [{ name: "SMTP_REFRESH_TOKEN", value: TOKEN, type: "secretString" }],
    );
    expect(raw.text).toContain(TOKEN);
  });

  it("let a token be replaced that ended before its time", async () => {
    expect(await manager.state(adobe.where)).toMatchObject({ status: "ready" });
    minutesLater(adobe, 25 * 60);
    const before = adobe.logged.filter((line) => line.startsWith("POST /ims")).length;
    expect(await manager.state(adobe.where)).toMatchObject({ status: "ready" });
    expect(adobe.logged.filter((line) => line.startsWith("POST /ims"))).toHaveLength(before + 1);
  });
});

describe("answers that do not come", () => {
  const change = { method: "PATCH", path: "/variables", count: 1 } as const;

  it("are looked up by the record: what was done is not sent again", async () => {
    await fault({ ...change, kind: "dropConnection", when: "after" });
    const before = patches();
    expect(await manager.patch(adobe.where, [secret(TOKEN), record("8")])).toBe("done");
    expect(patches()).toBe(before + 1);
  });

  it("are looked up by the record: what was not done is sent again, once", async () => {
    await fault({ ...change, kind: "dropConnection" });
    const before = patches();
    expect(await manager.patch(adobe.where, [secret(TOKEN), record("9")])).toBe("done");
    expect(patches()).toBe(before + 2);
    minutesLater(adobe, 30);
    await fault({ ...change, kind: "serverError", status: 500, count: 5 });
    await expect(manager.patch(adobe.where, [secret(TOKEN), record("10")])).rejects.toBeInstanceOf(CannotTell);
    expect(patches()).toBe(before + 4);
  });

  it("stay unknown where no record was sent that could tell", async () => {
    await fault({ ...change, kind: "dropConnection", when: "after" });
    const patched = manager.patch(adobe.where, [secret(TOKEN)]);
    await expect(patched).rejects.toThrow(/whether they are there is unknown.+The environment is updating now/s);
    await expect(patched).rejects.toBeInstanceOf(CannotTell);
  });

  it("are waited for no longer than the limit", async () => {
    await fault({ kind: "throttling", count: 9, retryAfter: 3600 });
    const asked = manager.state(adobe.where);
    await expect(asked).rejects.toThrow(/asks to wait 3600 seconds|asks to wait 60 minutes/);
    await expect(asked).rejects.toBeInstanceOf(CannotTell);
  });
});

it("keeps values in one file, which is its owner's alone", async () => {
  expect(await manager.patch(adobe.where, [secret(TOKEN), record("11")])).toBe("done");
  expect(await readFile(adobe.stateFile, "utf8")).toContain(TOKEN);
  expect((await stat(adobe.stateFile)).mode & 0o777).toBe(0o600);
  expect(adobe.logged.join("\n")).not.toContain("secret-token");
});

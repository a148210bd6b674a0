import { afterEach, describe, expect, it, jest } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";

import { ClientSecrets, type ClientSecretsArgs } from "../../../components/secrets/clientSecrets.ts";
import { record, valueOf } from "../recordedProgram.ts";

const NOW = new Date("2030-01-01T12:34:56.789Z");
const PASSWORD = "azuread:index/applicationPassword:ApplicationPassword";

async function declare(args: Omit<ClientSecretsArgs, "applicationId">, overrides = {}) {
  const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue(undefined);
  const { registrations, result } = await record(
    () => new ClientSecrets("mail", { applicationId: "/applications/1", ...args }, {}, NOW),
    { overrides },
  );
  await valueOf(result.statuses);
  const passwords = registrations.filter(({ type }) => type === PASSWORD);
  return {
    secrets: result,
    endDates: passwords.map(({ name, inputs }) => [name, inputs.endDate]).sort(),
    warnings: warn.mock.calls.map(([text]) => text),
  };
}

afterEach(() => {
  jest.restoreAllMocks();
});

describe("ClientSecrets", () => {
  it("makes one secret for each label, and takes the first as the current one", async () => {
    const { secrets, endDates } = await declare({ secrets: [{ label: "second" }, { label: "first" }] });
    expect(endDates).toEqual([
      ["mail-secret-first", "2030-06-30T12:34:56Z"],
      ["mail-secret-second", "2030-06-30T12:34:56Z"],
    ]);
    await expect(valueOf(secrets.value)).resolves.toBe("value of second");
    await expect(valueOf(secrets.expires)).resolves.toBe("2030-06-30T12:34:56Z");
    await expect(valueOf(secrets.statuses)).resolves.toEqual([
      { label: "second", keyId: "key of second", expires: "2030-06-30T12:34:56Z", status: "current" },
      { label: "first", keyId: "key of first", expires: "2030-06-30T12:34:56Z", status: "previous" },
    ]);
    await expect(pulumi.isSecret(secrets.value)).resolves.toBe(true);
    await expect(pulumi.isSecret(secrets.statuses)).resolves.toBe(false);
  });

  it("asks for the declared end, and for the longest lifetime allowed where that is shorter than 180 days", async () => {
    const { endDates, warnings } = await declare({
      secrets: [{ label: "second", expires: "2030-03-01" }, { label: "first" }],
      maxLifetime: "90d",
    });
    expect(endDates).toEqual([
      ["mail-secret-first", "2030-04-01T12:34:56Z"],
      ["mail-secret-second", "2030-03-01T00:00:00Z"],
    ]);
    expect(warnings).toEqual([]);
  });

  it("warns when the real end is not the declared one, and shows the real one", async () => {
    const { secrets, warnings } = await declare(
      { secrets: [{ label: "first", expires: "2030-05-20" }] },
      { [PASSWORD]: { endDate: "2030-04-20T00:00:00Z" } },
    );
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain("2030-05-20T00:00:00Z");
    expect(warnings[0]).toContain("2030-04-20T00:00:00Z");
    await expect(valueOf(secrets.expires)).resolves.toBe("2030-04-20T00:00:00Z");
  });

  it("warns of a secret that nobody declared an end for, when its end is near", async () => {
    const { warnings } = await declare(
      { secrets: [{ label: "first" }] },
      { [PASSWORD]: { endDate: "2030-01-11T12:34:56Z" } },
    );
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('The client secret "first" expires on 2030-01-11T12:34:56Z, in ');
  });

  it("cannot be empty", async () => {
    const { result } = await record(() => {
      try {
        return new ClientSecrets("mail", { applicationId: "/applications/1", secrets: [] });
      } catch (thrown) {
        return thrown;
      }
    });
    expect(result).toBeInstanceOf(pulumi.RunError);
  });
});

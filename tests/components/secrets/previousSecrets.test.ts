import { afterEach, describe, expect, it, jest } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";

import { previousSecretLabels } from "../../../components/secrets/previousSecrets.ts";

/** Asks inside a stack `prod` of organisation `contoso` whose engine answers like this; also what it was asked. */
async function labels(answer: () => unknown, organization: string | undefined = "contoso") {
  const asked: unknown[] = [];
  const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue(undefined);
  await pulumi.runtime.setMocks(
    {
      call({ token, inputs }) {
        asked.push({ token, inputs: { ...(inputs as object) } });
        return answer() as Record<string, unknown>;
      },
      newResource: ({ name }) => ({ id: name, state: {} }),
    },
    "aem-mail-oauth",
    "prod",
    false,
    organization,
  );
  const result = await previousSecretLabels();
  return { result, asked, warnings: warn.mock.calls.map(([text]) => text) };
}

afterEach(() => {
  jest.restoreAllMocks();
});

describe("previousSecretLabels", () => {
  it("asks for the outputs of this very stack, and takes the labels in their order", async () => {
    const outputs = {
      clientSecret: "hidden",
      clientSecrets: [
        { label: "b", keyId: "1" },
        { label: "a", keyId: "2" },
      ],
    };
    await expect(labels(() => ({ outputs }))).resolves.toEqual({
      result: ["b", "a"],
      asked: [{ token: "pulumi:pulumi:readStackOutputs", inputs: { name: "contoso/aem-mail-oauth/prod" } }],
      warnings: [],
    });
  });

  it.each([
    ["nothing deployed", { outputs: {} }],
    ["nothing at all", {}],
    ["secrets of another shape", { outputs: { clientSecrets: { label: "a" } } }],
  ])("knows none with %s", async (_, answer) => {
    await expect(labels(() => answer)).resolves.toMatchObject({ result: undefined, warnings: [] });
  });

  it("warns that the step was not checked when the outputs cannot be read, and goes on", async () => {
    const { result, warnings } = await labels(() => {
      throw new Error("the backend is away");
    });
    expect(result).toBeUndefined();
    // The mocks lose the reason, which stands between the brackets.
    expect(warnings).toEqual([
      "The outputs of contoso/aem-mail-oauth/prod could not be read, so nobody checked that this update is one legal step of a " +
        "rotation ().",
    ]);
  });
});

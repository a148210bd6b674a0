import { describe, expect, it } from "@jest/globals";

import { readTarget } from "../../signIn/target.ts";
import type { Deployment } from "../../stack/deployment.ts";
import { refOf } from "../checkout.ts";

const OUTPUTS = {
  clientId: "the client id",
  tenantId: "the tenant id",
  clientSecret: "the secret",
  authorizeUrl: "https://localhost:8443/common/oauth2/v2.0/authorize?scope=x",
  adminConsentUrl: "https://localhost:8443/organizations/v2.0/adminconsent?scope=x",
  tokenUrl: "https://localhost:8443/common/oauth2/v2.0/token",
  redirectUris: ["http://localhost"],
  permissions: ["SMTP.Send"],
  clientSecrets: [{ label: "spring" }, { label: "winter" }],
};

interface Stub {
  readonly stack?: string;
  readonly outputs?: Record<string, unknown>;
  readonly config?: Record<string, string>;
  readonly secretKeys?: readonly string[];
  readonly environment?: Record<string, string>;
}

function deployment({
  stack = "prod",
  outputs = OUTPUTS,
  config = {},
  secretKeys = [],
  environment = {},
}: Stub = {}): Deployment {
  const unexpected = () => Promise.reject(new Error("not asked here"));
  return {
    stack: refOf(stack),
    environment,
    localOrigin: undefined,
    outputs: () =>
      Promise.resolve(
        Object.fromEntries(
          Object.entries(outputs).map(([name, value]) => [name, { value, secret: name === "clientSecret" }]),
        ),
      ),
    config: () => Promise.resolve({ values: config, isSecret: (key) => secretKeys.includes(key) }),
    secretValue: (label) => Promise.resolve(label === "winter" ? "the older secret" : undefined),
    resources: unexpected,
    snapshot: unexpected,
    saveSecret: unexpected,
    setSecretIn: unexpected,
    mail: unexpected,
    up: unexpected,
    close: unexpected,
  };
}

describe("a stack as signing in needs it", () => {
  it("comes from its outputs and settings", async () => {
    const config = {
      "aem-mail-oauth:mailbox": "aem@contoso.com",
      "aem-mail-oauth:refreshToken": "the token",
      "aem-mail-oauth:cloud": "usgovernment",
      "azuread:environment": "usgovernment",
      "aem-mail-oauth:signInAudience": "AzureADMyOrg",
    };
    const target = await readTarget(deployment({ config }));
    expect((await target.tokens.read())?.refreshToken).toBe("the token");
    expect(target).toMatchObject({
      stack: { given: "prod" },
      clientSecret: "the secret",
      cloud: "usgovernment",
      mailbox: "aem@contoso.com",
      redirectUris: ["http://localhost"],
    });
  });

  it("is judged at the time that is given", async () => {
    const ends = new Date(Date.now() + 300 * 86_400_000);
    const config = {
      "aem-mail-oauth:maxSecretLifetime": "180d",
      "aem-mail-oauth:clientSecrets": JSON.stringify([{ label: "spring", expires: ends.toISOString() }]),
    };
    const then = new Date(ends.getTime() - 170 * 86_400_000);
    expect((await readTarget(deployment({ config }), undefined, then)).secretLabel).toBe("spring");
    await expect(readTarget(deployment({ config }))).rejects.toThrow("180");
  });

  it("shows no value that is kept encrypted, however wrong it is there", async () => {
    const config = { "azuread:tenantId": "0.AXoA-a-refresh-token" };
    const refusal = readTarget(deployment({ config, secretKeys: ["azuread:tenantId"] }));
    await expect(refusal).rejects.toThrow("given:   an encrypted value");
    await expect(refusal).rejects.not.toThrow("0.AXoA");
    await expect(readTarget(deployment({ config }))).rejects.toThrow('given:   "0.AXoA-a-refresh-token"');
  });

  it("takes another live secret by its label, and names those there are", async () => {
    expect((await readTarget(deployment(), "winter")).clientSecret).toBe("the older secret");
    await expect(readTarget(deployment(), "summer")).rejects.toThrow(
      "--secret-label summer: stack prod has no live secret of that label. There are: spring, winter.",
    );
  });

  it.each([
    ["prod", "Stack prod is not deployed yet, so there is no application to sign in to. Run: pulumi up -s prod"],
    [
      "local",
      "Stack local is not deployed yet, so there is no application to sign in to. Run: npx aem-mail-oauth local",
    ],
  ])("has to be deployed: %s", async (stack, message) => {
    await expect(readTarget(deployment({ stack, outputs: {} }))).rejects.toThrow(new Error(message));
  });

  it("has to be deployed again when the local tenant has moved to another port", async () => {
    const environment = { ARM_METADATA_HOSTNAME: "localhost:9443" };
    await expect(readTarget(deployment({ stack: "local", environment }))).rejects.toThrow(
      "The local tenant was on localhost:8443 when stack local was deployed, and is on localhost:9443 now. Deploy again, so that the " +
        "links fit: npx aem-mail-oauth local",
    );
  });
});

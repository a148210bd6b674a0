import { describe, expect, it } from "@jest/globals";

import { cloudEndpoints, findEndpoints } from "../../entra/endpoints.ts";
import type { Send } from "../../entra/sender.ts";

const SIGNAL = new AbortController().signal;
const SETTINGS = { environment: "public", metadataHost: "" };
const LOCAL = "https://localhost:8443";
const TOLD = JSON.stringify({ microsoftGraphResourceId: `${LOCAL}/`, authentication: { loginEndpoint: LOCAL } });

describe("endpoints", () => {
  it.each([
    ["public", "https://graph.microsoft.com", "https://login.microsoftonline.com"],
    ["USGovernment", "https://graph.microsoft.us", "https://login.microsoftonline.us"],
    ["usgovernmentl4", "https://graph.microsoft.us", "https://login.microsoftonline.us"],
    ["usgovernmentl5", "https://dod-graph.microsoft.us", "https://login.microsoftonline.us"],
    ["dod", "https://dod-graph.microsoft.us", "https://login.microsoftonline.us"],
    ["china", "https://microsoftgraph.chinacloudapi.cn", "https://login.chinacloudapi.cn"],
  ])("of the cloud %s are its own", (environment, graph, login) => {
    expect(cloudEndpoints(environment)).toEqual({ graph, login });
  });

  it("of a cloud that does not exist are refused, with those that do", () => {
    expect(() => cloudEndpoints("mars")).toThrow(/"mars"[^]*one of public, global, usgovernment/);
  });

  it("come from the metadata host where one is set", async () => {
    const send: Send = () => Promise.resolve({ status: 200, statusText: "OK", retryAfter: undefined, body: TOLD });
    await expect(findEndpoints({ ...SETTINGS, metadataHost: "localhost:8443" }, send, SIGNAL)).resolves.toEqual({
      graph: "https://localhost:8443",
      login: "https://localhost:8443",
    });
  });

  it("that cannot be asked for say which setting to look at", async () => {
    const send: Send = () => Promise.reject(new Error("connect ECONNREFUSED"));
    await expect(findEndpoints({ ...SETTINGS, metadataHost: "localhost:1" }, send, SIGNAL)).rejects.toThrow(
      /ECONNREFUSED[^]*ARM_METADATA_HOSTNAME[^]*SSL_CERT_FILE/,
    );
  });
});

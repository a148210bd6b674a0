import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { faultsIn, MAIL_FAULTS, switchFaults } from "../../../local/mail/faultInjection.ts";
import { tcpClient } from "./rawClient.ts";
import { startTestMail } from "./testMail.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mail-faults-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe("mail faults", () => {
  it("are off until they are switched on, and can all be switched off", async () => {
    expect([...faultsIn(folder)]).toEqual([]);
    await switchFaults(folder, ["imapDisabled", "smtpBusy"]);
    expect([...faultsIn(folder)]).toEqual(["imapDisabled", "smtpBusy"]);
    expect(statSync(join(folder, "faults.json")).mode & 0o777).toBe(0o600);
    await switchFaults(folder, []);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([["no JSON"], ['{"imapDisabled": true}'], ['["imapOff"]']])("are not %s, and the file says so", (text) => {
    const file = join(folder, "faults.json");
    writeFileSync(file, text);
    expect(() => faultsIn(folder)).toThrow(
      `${file} should hold a JSON list of faults, of: smtpDisabledForTenant, smtpDisabledForMailbox, smtpPolicy, smtpRefused, smtpBusy, ` +
        "smtpTryLater, imapDisabled, popDisabled. Fix it or delete it.",
    );
  });

  it("stand in the README, all of them and no others", () => {
    const readme = readFileSync(new URL("../../../local/mail/README.md", import.meta.url), "utf8");
    const [, section = ""] = readme.split("## Faults on demand");
    const rows = [...(section.split("\n## ")[0] ?? "").matchAll(/^\| `(\w+)` +\|/gm)].map(([, name]) => name);
    expect(rows).toEqual(Object.keys(MAIL_FAULTS));
  });

  it("that can't be read put clients off and end no server", async () => {
    const test = await startTestMail({ folder });
    try {
      writeFileSync(join(folder, "faults.json"), "[");
      const client = await tcpClient(test.mail.smtp.port);
      expect(await client.line()).toBe("451 4.7.500 Server busy. Please try again later. [localhost]");
      client.close();
      await switchFaults(folder, []);
      const next = await tcpClient(test.mail.smtp.port);
      expect(await next.line()).toMatch(/^220 /);
      next.close();
      expect(test.logged).toEqual([expect.stringContaining("faults.json should hold a JSON list")]);
    } finally {
      await test.close();
    }
  });
});

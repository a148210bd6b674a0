import { describe, expect, it } from "@jest/globals";

import { mailServersOf } from "../../../signIn/mail/servers.ts";

describe("the mail servers", () => {
  it.each([
    ["public", "smtp.office365.com", "outlook.office365.com"],
    ["usgovernment", "smtp.office365.us", "outlook.office365.us"],
    ["dod", "outlook-dod.office365.us", "outlook-dod.office365.us"],
    ["china", "smtp.partner.outlook.cn", "partner.outlook.cn"],
  ] as const)("of cloud %s are Exchange Online's", async (cloud, smtp, mail) => {
    expect(await mailServersOf({ mail: () => Promise.resolve(undefined) }, cloud)).toEqual({
      smtp: { host: smtp, port: 587 },
      imap: { host: mail, port: 993 },
      pop: { host: mail, port: 995 },
    });
  });
});

import { setTimeout as pause } from "node:timers/promises";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import type { Redemption } from "../../../signIn/tokenClient.ts";
import { signInAs } from "../../local/tenant/signIn/person.ts";
import { held } from "../../signIn/held.ts";
import {
  MAILBOX,
  paste,
  pasteAtTerminal,
  pasteAtTerminalAnd,
  type SignInApplication,
  startSignInApplication,
} from "../../signIn/signInApplication.ts";

let application: SignInApplication;

beforeAll(async () => {
  application = await startSignInApplication();
});

afterAll(() => application.close());

/** Where the mailbox's sign-in with a link ends. */
const landing = (link: string): Promise<URL> => application.tenant.signIn(link, { user: MAILBOX });
const stacksLink = (): string => application.target().authorizeUrl;
const codeOf = (url: URL): string => url.searchParams.get("code") ?? "";

describe("pasting an answer", () => {
  it.each([
    ["the whole address of this run's link", async (link: string) => (await landing(link)).href],
    ["the address in quotes, broken over lines by a mail", async (link: string) => `"${(await landing(link)).href}" `],
    ["the address broken into lines", async (link: string) => (await landing(link)).href.replace(/(.{80})/g, "$1\n")],
    ["its query alone", async (link: string) => (await landing(link)).search],
    ["the bare code of this run's link", async (link: string) => codeOf(await landing(link))],
    ["the whole address of the stack's own link", async () => (await landing(stacksLink())).href],
    ["the bare code of the stack's own link", async () => codeOf(await landing(stacksLink()))],
    [
      "the code with what follows it, as it is cut out by hand",
      async (link: string) => `${codeOf(await landing(link))}&session_state=1234`,
    ],
  ])("takes %s", async (_, person) => {
    const { tokens, error } = await paste(application, person);
    expect(error).toBeUndefined();
    expect(tokens?.signedIn?.user).toBe(MAILBOX);
    expect(tokens?.refreshToken).toMatch(/^1\.A/);
  });

  it("asks for a proof key and a state of its own each time", async () => {
    const links: string[] = [];
    const person = async (link: string): Promise<string> => {
      links.push(link);
      return (await landing(link)).href;
    };
    await paste(application, person);
    await paste(application, person);
    const [first, second] = links.map((link) => new URL(link).searchParams);
    expect(first?.get("code_challenge_method")).toBe("S256");
    for (const name of ["state", "code_challenge"]) {
      expect(first?.get(name)).toMatch(/^[\w-]{43}$/);
      expect(first?.get(name)).not.toBe(second?.get(name));
    }
    expect(first?.get("prompt")).toBe("login");
    expect(first?.get("login_hint")).toBe(MAILBOX);
  });

  it("refuses the answer to another link, and uses no code up", async () => {
    let other = "";
    const { error } = await paste(application, async () => {
      other = await signInAs(application.tenant.link({ state: "another stack's" }), {
        user: MAILBOX,
        ca: application.tenant.t.tenant.environment.NODE_EXTRA_CA_CERTS ?? "",
      });
      return other;
    });
    expect(error).toBe(
      "This address answers another link: its state is neither this run's nor that of the output authorizeUrl of stack prod. " +
        "Use the link above, and paste the address on which that browser window ends.",
    );
    expect((await application.tenant.redeem(codeOf(new URL(other)))).status).toBe(200);
  });

  it("refuses what is no answer at all, and says what to copy", async () => {
    const { error } = await paste(application, () => Promise.resolve("https://login.microsoftonline.com/common/login"));
    expect(error).toBe(
      "This is neither an address with a code in it nor a code. Copy the whole address from the browser's address bar after you " +
        "accepted, and paste that.",
    );
  });

  it("asks again at a terminal, because the link stays good", async () => {
    const { tokens, told, error } = await pasteAtTerminal(
      application,
      () => Promise.resolve("npx aem-mail-oauth consent"),
      async () => (await landing(application.tenant.link({ state: "another stack's" }))).href,
      async (link) => (await landing(link)).href,
    );
    expect(error).toBeUndefined();
    expect(tokens?.signedIn?.user).toBe(MAILBOX);
    expect(told.slice(1).map((line) => line.trim().split(":")[0])).toEqual([
      "This is neither an address with a code in it nor a code. Copy the whole address from the browser's address bar after you " +
        "accepted, and paste that.",
      "This address answers another link",
    ]);
  });

  it("waits at a terminal for the last of several lines, which has no end until Enter is pressed", async () => {
    const { tokens, error } = await pasteAtTerminal(application, async (link, type) => {
      const { href } = await landing(link);
      type(href.replace(/^(.{60})(.{60})/, "$1\n$2\n"));
      // Longer than the rest of a paste takes to arrive.
      await pause(500);
      return "";
    });
    expect(error).toBeUndefined();
    expect(tokens?.signedIn?.user).toBe(MAILBOX);
  });

  it("asks again at a terminal when somebody else signed in: the code is used up, the link is not", async () => {
    const client = await application.client();
    const use = async (redemption: Redemption) => held(await client.redeem(redemption));
    const as = (user: string) => async (link: string) => (await application.tenant.signIn(link, { user })).href;
    const { tokens, told, error } = await pasteAtTerminalAnd(application, use, as("admin@forms.example"), as(MAILBOX));
    expect(error).toBeUndefined();
    expect(tokens?.signedIn?.user).toBe(MAILBOX);
    expect(told).toHaveLength(2);
    expect(told[1]).toMatch(/^\nadmin@forms\.example signed in, but the mailbox is forms@forms\.example\./);
    expect(told[1]).toContain(
      `To sign in as ${MAILBOX}, open the link above again, in a private window, where nobody is signed in yet.`,
    );
  });

  it("gives up at a terminal, too", async () => {
    const { error, told } = await pasteAtTerminal(
      application,
      ...Array.from({ length: 6 }, () => () => Promise.resolve("no")),
    );
    expect(error).toMatch(/^This is neither an address/);
    expect(told).toHaveLength(5);
  });

  it("explains the words of an error page", async () => {
    const { error } = await paste(application, () =>
      Promise.resolve("AADSTS50105: Your administrator has configured the application to block users."),
    );
    expect(error).toBe(
      "Only people who are assigned to the application may use it, and this account is not.\n" +
        "What to do: An administrator assigns forms@forms.example in the portal, under Enterprise applications, Users and groups, " +
        `or sets Assignment required to No. Client id: ${application.tenant.app.appId}\n` +
        "Microsoft says: AADSTS50105: Your administrator has configured the application to block users.",
    );
  });

  it("says so when standard input ends without a word", async () => {
    const { error } = await paste(application, () => Promise.resolve(""));
    expect(error).toBe("Nothing was pasted. Run the command again and paste the address on which the browser ends.");
  });
});

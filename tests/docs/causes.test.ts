import { readFile } from "node:fs/promises";

import { expect, it } from "@jest/globals";

import { CLOUD_HOSTS } from "../../components/catalogue/clouds.ts";
import { CAUSES } from "../../signIn/causes.ts";
import { MAIL_CAUSES } from "../../signIn/mail/mailCauses.ts";

const page = await readFile(new URL("../../docs/troubleshooting.md", import.meta.url), "utf8");

/** Rows below a heading, as their cells. */
function rowsOf(heading: string): string[][] {
  const section = page.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  return section
    .split("\n")
    .filter((line) => /^\| (?!-|number|the server|cloud)/.test(line))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

it("docs/troubleshooting.md says of every number what the commands say, and of no other", () => {
  const names: Record<string, string> = { mailbox: "the mailbox", user: "the person who signed in" };
  const expected = Object.entries(CAUSES).map(([number, { what }]) => [
    `AADSTS${number}`,
    what.replace(/\{(\w+)\}/g, (_, name: string) => names[name] ?? name),
  ]);
  expect(rowsOf("Every number")).toEqual(expected);
});

it("docs/troubleshooting.md has a row or a sentence for every reply of a mail server that is known", () => {
  const words = ["SMTP fails", "IMAP fails", "POP fails"].map(
    (heading) => page.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "",
  );
  const protocols = ["SMTP", "IMAP", "POP"];
  const unnamed = MAIL_CAUSES.filter(({ protocol, reply }) => {
    const section = words[protocols.indexOf(protocol)] ?? "";
    const quoted = [...section.matchAll(/`([^`]+)`/g)].map(([, quote = ""]) => quote);
    return !quoted.some((quote) => reply.test(quote));
  });
  // The one that no server says, but the command itself; and those that begin a reply or come with SMTP's digits.
  expect(unnamed.map(({ reply }) => reply.source)).toEqual([
    "^4\\d\\d ",
    "5\\.4\\.1|5\\.1\\.1|5\\.1\\.10",
    "did not arrive in the inbox",
  ]);
});

it("docs/troubleshooting.md names the hosts of every cloud", () => {
  expect(rowsOf("No connection at all")).toEqual(
    Object.entries(CLOUD_HOSTS).map(([cloud, { authority, mailHost, smtpHost }]) => [
      cloud,
      authority.replace("https://", ""),
      mailHost,
      smtpHost,
    ]),
  );
});

it("docs/first-deploy.md knows both refusals of an app management policy", async () => {
  const deploy = await readFile(new URL("../../docs/first-deploy.md", import.meta.url), "utf8");
  const rules = await readFile(new URL("../../local/tenant/graph/rules/secrets.ts", import.meta.url), "utf8");
  const codes = [...rules.matchAll(/"(Credential\w+AsPerAppPolicy)"/g)].map(([, code = ""]) => code);
  expect(codes).toHaveLength(2);
  expect(codes.filter((code) => !deploy.includes(`| \`${code}: `))).toEqual([]);
});

it("no page promises that use keeps a refresh token alive, or that nobody may consent to mail", async () => {
  const pages = [
    "README.md",
    "docs/consent.md",
    "docs/troubleshooting.md",
    "docs/hand-over.md",
    "local/tenant/README.md",
  ];
  const texts = await Promise.all(pages.map((name) => readFile(new URL(`../../${name}`, import.meta.url), "utf8")));
  const old = /without use|unused|not used for 90|begin(s)? the 90 days anew|90 days begin anew|consent to no mail/;
  expect(pages.filter((_, index) => old.test(texts[index] ?? ""))).toEqual([]);
  expect(texts[1]).toMatch(
    /documented nowhere[^]*assume that it does not[^]*assumption[^]*personal accounts no number/,
  );
});

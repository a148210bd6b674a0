import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";

import { reasonOf, UserError } from "../support/userError.ts";
import type { ProviderSettings } from "./providerSettings.ts";

type CertificateSettings = Pick<
  ProviderSettings,
  "clientCertificate" | "clientCertificatePath" | "clientCertificatePassword"
>;

/** Archives of Windows and of older tools use ciphers that OpenSSL 3 knows only when told so; LibreSSL has no such option. */
const WAYS = [[], ["-legacy"]];

/**
 * The client's certificate with its private key, PEM. Secret. The provider takes PKCS#12, which Node cannot open by itself, so that
 * `openssl` does; its input, its output and the password go through pipes and the environment alone.
 *
 * @throws UserError when it cannot be read or opened
 */
export async function certificatePem(settings: CertificateSettings): Promise<string> {
  const { clientCertificate, clientCertificatePath, clientCertificatePassword } = settings;
  const archive =
    clientCertificate === ""
      ? await readFile(clientCertificatePath).catch((error: unknown) => {
          throw new UserError(`The client certificate cannot be read: ${reasonOf(error)}`);
        })
      : Buffer.from(clientCertificate, "base64");
  const opened = archive.includes("-----BEGIN ")
    ? archive.toString("utf8")
    : await open(archive, clientCertificatePassword);
  const blocks = opened.match(/-----BEGIN ([A-Z ]+)-----[\s\S]+?-----END \1-----/g) ?? [];
  return `${blocks.join("\n")}\n`;
}

async function open(archive: Buffer, password: string): Promise<string> {
  let words = "";
  for (const way of WAYS) {
    const result = await openssl(["pkcs12", "-nodes", "-passin", "env:PKCS12_PASSWORD", ...way], archive, password);
    if (result.code === 0) return result.stdout;
    words ||= result.stderr.split("\n")[0] ?? "";
  }
  throw new UserError(
    `openssl cannot open the client certificate: ${words}. Is it PKCS#12 (for ARM_CLIENT_CERTIFICATE in base64), and ` +
      "ARM_CLIENT_CERTIFICATE_PASSWORD its password?",
  );
}

async function openssl(args: readonly string[], input: Buffer, password: string) {
  const child = spawn("openssl", args, {
    env: { ...process.env, PKCS12_PASSWORD: password },
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.on("error", () => undefined).end(input);
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, "close") as Promise<[number | null]>]);
  const [stdout, stderr, [code]] = await ended.catch((error: unknown) => {
    throw new UserError(
      `Opening a client certificate (PKCS#12) needs the command openssl, which cannot be started: ${reasonOf(error)}`,
    );
  });
  return { stdout, stderr, code };
}

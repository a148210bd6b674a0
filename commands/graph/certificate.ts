import { readFile } from "node:fs/promises";

import { reasonOf, UserError } from "../../local/userError.ts";
import type { ProviderSettings } from "./providerSettings.ts";

const PEM_MARK = "-----BEGIN ";

/**
 * The client's certificate with its private key, PEM. Secret.
 *
 * @throws UserError when it cannot be read
 */
export async function certificatePem(settings: ProviderSettings): Promise<string> {
  const { clientCertificate, clientCertificatePath } = settings;
  const bytes =
    clientCertificate === ""
      ? await readFile(clientCertificatePath).catch((error: unknown) => {
          throw new UserError(`The client certificate cannot be read: ${reasonOf(error)}`);
        })
      : Buffer.from(clientCertificate, "base64");
  if (bytes.includes(PEM_MARK)) return bytes.toString("utf8");
  throw new UserError("PKCS#12 is not read yet.");
}

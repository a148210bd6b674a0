import { writeFileSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { readConsents, recordConsent } from "../../stack/consents.ts";
import { forgetEnds, writeEnds } from "../../stack/ends/recordedEnds.ts";
import { type StackRef, stackRef } from "../../stack/stackRef.ts";
import { localRef } from "../checkout.ts";

const CHANGED = "was changed by something else in the meantime, so it was left alone.";
const END = {
  label: "initial",
  keyId: "0f8e7a1c-1111-4222-8333-444455556666",
  ends: "2030-05-20T00:00:00Z",
  seen: "2030-01-01T00:00:00.000Z",
};

let folder: string;
let path: string;
let prod: StackRef;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "aem-mail-oauth-records-"));
  prod = stackRef("prod", folder);
  await mkdir(join(folder, "stacks"));
  path = prod.files.ends;
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** The value, whose field `key` writes a file as soon as somebody looks at it. */
function meddling<T extends object>(value: T, key: keyof T & string, file: string): T {
  return Object.defineProperty({ ...value }, key, {
    enumerable: true,
    get: () => {
      writeFileSync(file, "# by somebody else");
      return value[key];
    },
  });
}

describe("records that something else writes meanwhile", () => {
  it("are left as they are when a consent is recorded", async () => {
    const consents = localRef(folder).files.consents;
    const record = { mailbox: "a@contoso.com", user: "a", at: "2030-01-01T12:00:00Z", scopes: [] };
    await recordConsent(localRef(folder), record);
    await expect(recordConsent(localRef(folder), meddling(record, "mailbox", consents))).rejects.toThrow(CHANGED);
    await expect(readFile(consents, "utf8")).resolves.toBe("# by somebody else");
  });

  it("are left as they are when ends are recorded", async () => {
    await expect(writeEnds(prod, [meddling(END, "ends", path)])).rejects.toThrow(CHANGED);
    await expect(readFile(path, "utf8")).resolves.toBe("# by somebody else");
  });

  it("are left as they are when ends are forgotten", async () => {
    await writeEnds(prod, [END]);
    const labels = Object.defineProperty(["initial"], "includes", {
      value: () => {
        writeFileSync(path, "# by somebody else");
        return true;
      },
    });
    await expect(forgetEnds(prod, labels)).rejects.toThrow(CHANGED);
    await expect(readFile(path, "utf8")).resolves.toBe("# by somebody else");
  });
});

it("is no absent file where the name is a link to nothing", async () => {
  await symlink(join(folder, "gone"), path);
  await expect(readConsents(path)).rejects.toThrow("it is a link to something that is not there");
});

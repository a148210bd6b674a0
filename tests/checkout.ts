import { join } from "node:path";

import { LOCAL, type StackRef, stackRef } from "../stack/stackRef.ts";

/** Folder of the project that is tested. */
export const ROOT = join(import.meta.dirname, "..");

/** A stack of it. */
export const refOf = (given: string): StackRef => stackRef(given, ROOT);

/** Its stack local, kept in another folder. */
export const localRef = (folder: string, project = ROOT): StackRef => stackRef(LOCAL, project, folder);

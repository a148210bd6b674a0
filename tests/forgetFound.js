import { rm } from "node:fs/promises";
import process from "node:process";

/** After the last test: removes what findEngine.js made. */
export default async function forgetFound() {
  await rm(process.env.FOUND_BY_TESTS ?? "", { recursive: true, force: true });
}

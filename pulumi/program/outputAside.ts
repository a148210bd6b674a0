import { AsyncLocalStorage } from "node:async_hooks";

const aside = new AsyncLocalStorage<true>();

/**
 * Runs code of the project's in this process. What it writes to standard output by itself goes to standard error meanwhile: standard output
 * is the command's own answer, which a machine may read. What others write at the same time goes where it went.
 */
export async function withOutputAside<T>(run: () => T | Promise<T>): Promise<T> {
  const { stdout, stderr } = process;
  const before = stdout.write.bind(stdout);
  const write = (...args: Parameters<typeof before>): boolean =>
    aside.getStore() === true ? stderr.write(...args) : before(...args);
  stdout.write = write as typeof stdout.write;
  try {
    return await aside.run(true, run);
  } finally {
    stdout.write = before;
  }
}

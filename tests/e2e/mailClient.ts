/** A client that signs in without pause, as AEM does now and then. */
export interface MailClient {
  /** From here on it has this secret, as when somebody enters it in AEM. */
  use(secret: string): void;
  /** Number of requests that were answered, and those that were refused. */
  stop(): Promise<{ asked: number; failures: unknown[] }>;
}

/** Starts a client that asks one request after the other, each with the secret that it has at that moment. */
export function startMailClient(
  ask: (secret: string) => Promise<{ readonly status: number; readonly body: unknown }>,
  first: string,
): MailClient {
  let secret = first;
  const stopped = new AbortController();
  let asked = 0;
  const failures: unknown[] = [];
  const done = (async () => {
    while (!stopped.signal.aborted) {
      const answer = await ask(secret).catch((error: unknown) => ({ status: 0, body: error }));
      asked += 1;
      if (answer.status !== 200) failures.push(answer);
      // Not a pause for anything to happen: only so that the processes of the test are not starved.
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  return {
    use(next) {
      secret = next;
    },
    async stop() {
      stopped.abort();
      await done;
      return { asked, failures };
    },
  };
}

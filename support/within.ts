/**
 * What a promise gives, or an error where that takes longer than it may. A promise cannot be stopped: `giveUp` ends what is under way.
 *
 * @param limit milliseconds
 * @param failure the error, made when it is needed
 */
export async function within<T>(
  limit: number,
  run: Promise<T>,
  failure: () => Error,
  giveUp: () => void = () => undefined,
): Promise<T> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const timeout = setTimeout(() => {
    // Told first: what is ended by us says no more than that it was.
    reject(failure());
    giveUp();
  }, limit);
  try {
    return await Promise.race([run, tooLate]);
  } finally {
    clearTimeout(timeout);
  }
}

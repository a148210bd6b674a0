/** A live client secret, without its value. */
export interface LiveSecret {
  readonly label: string;
  /** RFC 3339. */
  readonly expires: string;
}

/** The live client secrets in output clientSecrets, newest first; none where it is no list. */
export function liveSecrets(output: unknown): LiveSecret[] {
  if (!Array.isArray(output)) return [];
  return output.map((item) => {
    const { label, expires } = Object(item) as Record<string, unknown>;
    return { label: String(label), expires: String(expires) };
  });
}

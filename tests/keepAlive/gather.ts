/** Runs a command whose words nobody reads but the test; `told` is given all that it has said so far. */
export async function gather(
  command: () => Promise<number>,
  told: (text: string) => void = () => undefined,
): Promise<{ code: number; text: string }> {
  const chunks: string[] = [];
  const streams = [process.stdout, process.stderr];
  const restore = streams.map((stream) => {
    const write = stream.write.bind(stream);
    return () => {
      stream.write = write;
    };
  });
  for (const stream of streams) {
    stream.write = (chunk: Uint8Array | string) => {
      chunks.push(String(chunk));
      told(chunks.join(""));
      return true;
    };
  }
  try {
    const code = await command();
    return { code, text: chunks.join("") };
  } finally {
    for (const put of restore) put();
  }
}

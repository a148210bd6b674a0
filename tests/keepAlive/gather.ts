/** Runs a command whose words nobody reads but the test. */
export async function gather(command: () => Promise<number>): Promise<{ code: number; text: string }> {
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

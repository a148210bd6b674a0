/** The addresses of a message's From header (RFC 5322, section 3.6.2); none where it has no such header. */
export function headerFrom(message: Buffer): string[] {
  const end = message.indexOf("\r\n\r\n");
  const head = message.subarray(0, end < 0 ? message.length : end).toString("latin1");
  const [, value = ""] = /^from:(.*)$/im.exec(head.replace(/\r\n(?=[ \t])/g, "")) ?? [];
  // Display names in quotes and comments may hold anything, addresses too.
  const bare = value.replace(/"(?:[^"\\]|\\.)*"/g, "").replace(/\([^()]*\)/g, "");
  return [...bare.matchAll(/[^\s<>,;:]+@[^\s<>,;:]+/g)].map(([address]) => address);
}

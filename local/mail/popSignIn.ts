import type { Gate } from "./gate.ts";
import type { Admitted } from "./imapSignIn.ts";
import type { LineSocket } from "./lines.ts";
import { POP } from "./replies.ts";
import { parseXoauth2 } from "./xoauth2.ts";

/**
 * The part of a POP session before somebody is signed in (RFC 1939, RFC 5034), as Exchange Online has it. Undefined once the
 * client goes, or was turned away.
 */
export async function popSignIn(client: LineSocket, gate: Gate): Promise<Admitted | undefined> {
  client.write(POP.greeting);
  for (let line = await client.read(); line !== undefined; line = await client.read()) {
    const [command = "", mechanism, initial] = line.split(" ");
    switch (command.toUpperCase()) {
      case "CAPA":
        client.write(...POP.capabilities);
        break;
      case "USER":
        client.write("+OK");
        break;
      case "PASS":
        client.write(POP.passwordRefused);
        break;
      case "AUTH": {
        if (mechanism?.toUpperCase() !== "XOAUTH2" || initial !== undefined) {
          client.write(POP.protocolError);
          return undefined;
        }
        client.write("+ ");
        const credentials = parseXoauth2((await client.read()) ?? "");
        const outcome = credentials === undefined ? undefined : await gate.signIn(credentials, "pop");
        if (outcome?.kind === "in") return { mailbox: outcome.mailbox, reply: POP.authenticated };
        client.write(POP.refused);
        break;
      }
      case "QUIT":
        client.write(POP.bye);
        return undefined;
      default:
        client.write(POP.invalid);
    }
  }
  return undefined;
}

import type { Cause } from "./cause.ts";

/** Why nothing was heard from a server, by the code of Node or of a mail library. `server` is host and port. */
export function networkCause(code: string, server: string): Cause {
  if (/ENOTFOUND|EAI_|EDNS/.test(code)) {
    return {
      what: `The name in ${server} could not be looked up: no network, or a name server that does not know it.`,
      way: "Check the connection of this machine, then run the command again. Nothing was changed.",
    };
  }
  if (code.includes("REFUSED") && server.startsWith("localhost:")) {
    return {
      what: `${server} takes no connections.`,
      way: "The command that served the local tenant there has ended. Run this one again: it then serves the tenant by itself.",
    };
  }
  if (code.includes("REFUSED")) {
    return {
      what: `${server} takes no connections.`,
      way: "Check that a firewall between this machine and Microsoft lets it through, then run the command again.",
    };
  }
  if (/TIME_?D?_?OUT/i.test(code)) {
    return {
      what: `${server} did not answer in time; most often a firewall drops the packets.`,
      way: "Ask for this host and port to be opened, for this machine and for AEM's server, then run the command again.",
    };
  }
  if (/CERT|SIGNED|SIGNATURE|ISSUER|ALTNAME|^ERR_(TLS|SSL)/.test(code)) {
    return {
      what: `${server} showed a certificate that this machine does not trust (${code}).`,
      way:
        "A proxy that looks into TLS does that: name its authority in NODE_EXTRA_CA_CERTS (a PEM file). AEM's Java needs the " +
        "same authority in its trust store.",
    };
  }
  return {
    what: `The connection to ${server} was cut (${code}).`,
    way: "Run the command again. If it stays so, ask whoever runs the network whether a firewall or proxy cuts it.",
  };
}

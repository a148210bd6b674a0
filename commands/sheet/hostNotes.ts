import { type Cloud, CLOUD_HOSTS } from "../../components/catalogue/clouds.ts";

/**
 * What to know of a cloud's hosts, where sources give them differently; sentences of a sheet. Sources beside CLOUD_HOSTS
 * (components/catalogue/clouds.ts). None of these clouds has been tried.
 */
export function hostNotes(cloud: Cloud): string[] {
  const { mailHost, smtpHost, mailAudience, authority, providerAuthority = authority } = CLOUD_HOSTS[cloud];
  switch (cloud) {
    case "public":
      return [];
    case "usgovernment":
      return [
        `SMTP: other products use \`${smtpHost}\`, Microsoft's list of endpoints has \`${mailHost}\` on 587. If the first does not answer, enter the second; \`verify\` tries the first alone.`,
      ];
    case "dod":
      return [
        `Tokens are asked for \`${mailAudience}\`, as other mail clients do in DoD; scripts of Microsoft's name \`https://${mailHost}\`. If the token refreshes and both IMAP and SMTP refuse it, write the second into the scopes: of the stack's outputs \`authorizeUrl\` and \`tokenRequest\` by hand, and of AEM's OAuth provider where there is one. \`consent\` and \`verify\` know the first alone.`,
      ];
    case "china":
      return [
        `People sign in at \`${new URL(authority).host}\`. The azuread provider deploys by \`${new URL(providerAuthority).host}\`, the older name of the same service: a firewall has to let both through.`,
      ];
  }
}

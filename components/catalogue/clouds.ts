/**
 * The Microsoft clouds that have both Microsoft Entra ID and Exchange Online. The keys are the values of the setting
 * `cloud`; they are also names that the azuread provider knows for `azuread:environment`.
 */
export const Cloud = {
  /** The worldwide cloud, GCC included. */
  Public: "public",
  /** Microsoft 365 GCC High (Azure Government, L4). */
  UsGovernment: "usgovernment",
  /** Microsoft 365 DoD (Azure Government, L5). */
  Dod: "dod",
  /** Microsoft 365 operated by 21Vianet. */
  China: "china",
} as const;
export type Cloud = (typeof Cloud)[keyof typeof Cloud];

/**
 * Where one cloud signs people in, keeps their mail, and shows its portal. All but the mail hosts are https origins.
 */
export interface CloudHosts {
  readonly authority: string;
  /** Where the azuread provider signs in, where that is another host than the one at which people do. */
  readonly providerAuthority?: string;
  /** Microsoft Graph, which is also the resource that its tokens are asked for. */
  readonly graph: string;
  /** Audience of the mail scopes: `https://outlook.office.com` in `https://outlook.office.com/SMTP.Send`. */
  readonly mailAudience: string;
  /** IMAP (993) and POP (995). */
  readonly mailHost: string;
  /** SMTP submission (587, STARTTLS). */
  readonly smtpHost: string;
  readonly portal: string;
  /** What `azuread:environment` may say for this cloud, in lower case; the first is the one to recommend. */
  readonly environments: readonly string[];
}

/**
 * Hosts by cloud. Sign-in and portal: "National clouds",
 * learn.microsoft.com/entra/identity-platform/authentication-national-cloud. Microsoft Graph: learn.microsoft.com/graph/deployments.
 * Mail: "POP, IMAP and SMTP settings" and "Office 365 U.S. Government GCC High / DoD / 21Vianet endpoints" of Microsoft
 * 365. Where sources differ, the other candidate:
 * - GCC High, SMTP: outlook.office365.us, which Microsoft's list of endpoints has on 587; smtp.office365.us is what mail clients
 *   such as EmailEngine use.
 * - DoD, audience: https://outlook-dod.office365.us, which Microsoft's own scripts have (microsoft/CSS-Exchange,
 *   Get-CloudServiceEndpoint) for EWS; the one here is what EmailEngine asks for IMAP and SMTP in DoD.
 * - China, sign-in: login.chinacloudapi.cn, the older name, at which the azuread provider signs the deployment in (providerAuthority;
 *   hashicorp/go-azure-sdk, sdk/environments); the one here is on Microsoft's page of national clouds.
 * None of the three clouds has been tried.
 */
export const CLOUD_HOSTS: Readonly<Record<Cloud, CloudHosts>> = {
  public: {
    authority: "https://login.microsoftonline.com",
    graph: "https://graph.microsoft.com",
    mailAudience: "https://outlook.office.com",
    mailHost: "outlook.office365.com",
    smtpHost: "smtp.office365.com",
    portal: "https://portal.azure.com",
    environments: ["public", "global"],
  },
  usgovernment: {
    authority: "https://login.microsoftonline.us",
    graph: "https://graph.microsoft.us",
    mailAudience: "https://outlook.office365.us",
    mailHost: "outlook.office365.us",
    smtpHost: "smtp.office365.us",
    portal: "https://portal.azure.us",
    environments: ["usgovernment", "usgovernmentl4"],
  },
  dod: {
    authority: "https://login.microsoftonline.us",
    graph: "https://dod-graph.microsoft.us",
    mailAudience: "https://outlook.office365.us",
    mailHost: "outlook-dod.office365.us",
    smtpHost: "outlook-dod.office365.us",
    portal: "https://portal.azure.us",
    environments: ["dod", "usgovernmentl5"],
  },
  china: {
    authority: "https://login.partner.microsoftonline.cn",
    providerAuthority: "https://login.chinacloudapi.cn",
    graph: "https://microsoftgraph.chinacloudapi.cn",
    mailAudience: "https://partner.outlook.cn",
    mailHost: "partner.outlook.cn",
    smtpHost: "smtp.partner.outlook.cn",
    portal: "https://portal.azure.cn",
    environments: ["china"],
  },
};

/** The cloud that a value of `azuread:environment` (or ARM_ENVIRONMENT) names, in whatever case. */
export function cloudOfEnvironment(environment: string): Cloud | undefined {
  const wanted = environment.toLowerCase();
  return Object.values(Cloud).find((cloud) => CLOUD_HOSTS[cloud].environments.includes(wanted));
}

/** Names of Exchange Online as the resource of a token, in all clouds; a mail host's name is one, too. */
export const MAIL_AUDIENCES: readonly string[] = [
  ...new Set([
    ...Object.values(CLOUD_HOSTS).map(({ mailAudience }) => mailAudience),
    `https://${CLOUD_HOSTS.public.mailHost}`,
  ]),
];

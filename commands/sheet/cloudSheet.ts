import { CLIENT_SECRET_NAME, REFRESH_TOKEN_NAME } from "../../aem/deliveredVariables.ts";
import { Cloud } from "../../components/catalogue/clouds.ts";
import { Preset } from "../../components/catalogue/presets.ts";
import { aemPlaces } from "../../stack/aemPlaces.ts";
import { commandsOf } from "../../stack/commandsOf.ts";
import type { Facts } from "./facts.ts";
import { clientSecretField, refreshTokenField } from "./fields.ts";
import { FORWARDED_PORT, mailerFile, portForwardFile, providerFile } from "./osgi.ts";
import type { Place, Section, Sheet, SheetFile } from "./sheetModel.ts";
import { SIGN_IN_ENDS } from "./signInEnds.ts";

const HOST = "$[env:AEM_PROXY_HOST;default=proxy.tunnel]";

/**
 * AEM as a Cloud Service. Source: Adobe's pages "OAuth2 Support for the Mail Service" and "Email service" (advanced networking).
 */
export function cloudSheet(facts: Facts): Pick<Sheet, "before" | "places" | "sections" | "links" | "files"> {
  const { consent, verify, deliver } = commandsOf(facts.stack);
  const provider = providerFile(facts, { refreshToken: true });
  const mailer = mailerFile(facts, { host: HOST, port: FORWARDED_PORT });
  const forward = portForwardFile(facts);
  return {
    before: [
      "Advanced networking of the program: flexible port egress, a dedicated egress IP address or a VPN. Mail leaves AEM through a forwarded port only.",
      `Values that work: \`${verify}\` proves them before they are entered.`,
    ],
    places: [...secrets(facts), ...repository(provider, mailer), networking(forward)],
    sections: [
      overGraph(facts),
      {
        title: "Test",
        sentences: [
          "Deploy the files by the pipeline, then have AEM send a message, for example by a workflow with an e-mail step.",
          "A new refresh token takes a few minutes until AEM works with it.",
        ],
      },
      {
        title: "Do it again",
        sentences: [
          `\`${deliver}\` does both of these, in every environment that setting \`aem-mail-oauth:deliverTo\` lists, and writes down there what each one has.`,
          `After a rotation of the secret: \`${CLIENT_SECRET_NAME}\`, in each environment. The files and the refresh token stay.`,
          `After a new sign-in (\`${consent} --save\`): \`${REFRESH_TOKEN_NAME}\`, in each environment.`,
          SIGN_IN_ENDS,
        ],
      },
    ],
    links: [
      {
        title: "Adobe: OAuth2 Support for the Mail Service",
        url: "https://experienceleague.adobe.com/en/docs/experience-manager-cloud-service/content/security/oauth2-support-for-mail-service",
      },
      {
        title: "Adobe: Email service, through advanced networking",
        url: "https://experienceleague.adobe.com/en/docs/experience-manager-learn/cloud-service/networking/examples/email-service",
      },
    ],
    files: [provider, mailer, forward],
  };
}

/**
 * Sources: Adobe's maintenance release notes 25892 (7 May 2026), GRANITE-66197, and the German copy of its page on the mail service
 * (AdobeDocs/experience-manager-cloud-service.de, commit 7af84f36); no English copy was found. Not tried on an AEM server.
 */
function overGraph({ cloud, permissions }: Facts): Section {
  const title = "Microsoft Graph instead of SMTP";
  if (cloud !== Cloud.Public) return { title, sentences: ["Adobe documents it for the public cloud alone."] };
  const missing = permissions.includes("Mail.Send")
    ? []
    : [
        "The permission Mail.Send is not declared: add `Mail.Send` to `aem-mail-oauth:permissions`, and deploy. Without a prefix it is Microsoft Graph's.",
      ];
  return {
    title,
    sentences: [
      "For a tenant where SMTP AUTH is switched off, AEM from release 25892 (7 May 2026, GRANITE-66197) can send by Microsoft Graph. No file here is made for that: change these two by hand.",
      'File of the mail service: `"oauth.flow": true, "graph.flow": true, "smtp.starttls": false, "smtp.requiretls": false`.',
      'File of the OAuth provider: `"scopes": ["https://graph.microsoft.com/Mail.Send", "openid", "offline_access", "email", "profile"]`.',
      ...missing,
      "Nobody is asked for Mail.Send at the mailbox's sign-in: an administrator consents to all that is declared, in the portal (stack output `portalUrl`, API permissions, Grant admin consent). The refresh token stays the same.",
      "`npx aem-mail-oauth verify` tries SMTP, and says nothing of this way: send a message from AEM.",
      "The German copy of Adobe's page has these values; an English one was not found, and nobody here has tried it.",
    ],
  };
}

function secrets(facts: Facts): Place[] {
  return aemPlaces(Preset.AemCloud).map(({ name, path, note }) => ({
    name,
    path,
    fields: [clientSecretField(CLIENT_SECRET_NAME, facts), refreshTokenField(REFRESH_TOKEN_NAME, facts)],
    notes: [
      "Type Secret, for author and publish.",
      ...(note === undefined ? [] : [note]),
      `Without typing: \`${commandsOf(facts.stack).deliver}\` sets them in the environments of setting \`aem-mail-oauth:deliverTo\`.`,
      `By Adobe's CLI, with no secret on the command line: \`aio cloudmanager:environment:set-variables <environment> --programId=<program> --jsonStdin\`, which reads \`[{"name": "${CLIENT_SECRET_NAME}", "value": "...", "type": "secretString"}, ...]\`.`,
    ],
  }));
}

function repository(provider: SheetFile, mailer: SheetFile): Place[] {
  const path = (file: SheetFile): string =>
    `AEM project: ui.config/src/main/content/jcr_root/apps/<project>/${file.path}`;
  return [
    {
      name: "File of the OAuth provider",
      path: path(provider),
      fields: [],
      file: provider,
      notes: ["Commit it as it is: `--format osgi --out <folder>` writes it. The placeholders are filled in by AEM."],
    },
    {
      name: "File of the mail service",
      path: path(mailer),
      fields: [],
      file: mailer,
      notes: [
        "`smtp.port` is the forwarded port, never 587 itself. AEM sets `AEM_PROXY_HOST` by itself; nobody sets it by hand.",
        "`smtp.user` is the mailbox that signed in. Another `from.address` needs the right Send As in Exchange Online.",
      ],
    },
  ];
}

function networking(forward: SheetFile): Place {
  return {
    name: "Forwarded port",
    path: "Cloud Manager API: enableEnvironmentAdvancedNetworkingConfiguration, for each environment",
    fields: [],
    file: forward,
    notes: [
      `Each value of \`portOrig\` belongs to one entry: take another one, here and in \`smtp.port\`, if ${FORWARDED_PORT} is in use.`,
    ],
  };
}

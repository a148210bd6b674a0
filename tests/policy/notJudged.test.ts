import { describe, expect, it } from "@jest/globals";

import { notJudged } from "../../policy/notJudged.ts";
import { EntraType } from "../../policy/resources.ts";
import { judge, UNKNOWN_LIST, UNKNOWN_OBJECT, UNKNOWN_TEXT } from "./judge.ts";

const named = (type: string, config?: object): readonly string[] =>
  judge(notJudged, { type, props: {} }, config).violations;

describe("not-judged", () => {
  it.each([
    "azuread:index/applicationFromTemplate:ApplicationFromTemplate",
    "azuread:index/groupMember:GroupMember",
    "azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy",
    "azuread:index/customDirectoryRole:CustomDirectoryRole",
    "azuread:index/namedLocation:NamedLocation",
    "azuread:index/applicationSomethingNew:ApplicationSomethingNew",
    "azuread:index/application:application",
    "azure-native:authorization:RoleAssignment",
    "azure-native:authorization/v20220401:RoleAssignment",
    "azure-native_authorization_v20220401:authorization:RoleAssignment",
    "azure-native:managedidentity:FederatedIdentityCredential",
    "azure-native:resources:Deployment",
    "azure-native:resources:AzurePowerShellScript",
    "azure:authorization/assignment:Assignment",
    "azure:core/resourceGroupTemplateDeployment:ResourceGroupTemplateDeployment",
    "azuredevops:index/serviceEndpointAzureRM:ServiceEndpointAzureRM",
    "msgraph:index/resource:Resource",
    "msgraph:index/updateResource:UpdateResource",
    "azapi:index/resource:Resource",
    "restapi:index/object:Object",
    "pulumi-nodejs:dynamic:Resource",
    "pulumi-nodejs:dynamic/entra:Application",
    "pulumi-python:dynamic:Resource",
    "command:local:Command",
    "command:remote:Command",
    "terraform-module:index:Module",
    "vault:azure/backendRole:BackendRole",
    "kubernetes:applications.azuread.upbound.io/v1beta1:Application",
    "kubernetes:azuread.upbound.io/v1beta1:Application",
    "kubernetes:aadpodidentity.k8s.io/v1:AzureIdentity",
    "kubernetes:helm.sh/v3:Release",
    "acme:index:EntraApplication",
    "acme:index:OAuthClient",
    "acme:directory:ServicePrincipal",
  ])("names %s", (type) => {
    const violations = named(type);
    expect(violations).toHaveLength(1);
    expect(violations[0]).toMatch(/^not judged: /);
    expect(violations[0]).toContain(type);
  });

  it.each([
    "pulumi:pulumi:Stack",
    "pulumi:providers:azuread",
    "pulumi:pulumi:StackReference",
    "aem-mail-oauth:index:MailApplication",
    "aem-mail-oauth:index:ClientSecrets",
    "random:index/randomUuid:RandomUuid",
    "azuread:index/userFlowAttribute:UserFlowAttribute",
    "azure-native:storage:StorageAccount",
    "azure-native:keyvault:Secret",
    "aws:elasticbeanstalk/application:Application",
    "gcp:iap/client:Client",
    "kubernetes:argoproj.io/v1alpha1:Application",
    "kubernetes:core/v1:ConfigMap",
    "acme:index:Website",
    ...Object.values(EntraType),
  ])("does not name %s", (type) => {
    expect(named(type)).toEqual([]);
  });

  it("says what stays unjudged", () => {
    expect(named("command:local:Command")).toEqual([
      "not judged: command:local:Command; it runs whatever command or module it is given. Look at it yourself, and have the type added to the " +
        "ignored ones of this policy if it does not concern this policy.",
    ]);
  });

  it("leaves out the types of its configuration, to the letter or from the beginning", () => {
    expect(named("command:local:Command", { ignored: ["command:local:Command"] })).toEqual([]);
    expect(named("command:local:Command", { ignored: ["command:*"] })).toEqual([]);
    expect(named("command:remote:Command", { ignored: ["command:local:Command"] })).toHaveLength(1);
    expect(named("command:local:Command", { ignored: ["command:local"] })).toHaveLength(1);
  });

  it("names what a whole application takes from elsewhere, and what it says and means itself", () => {
    const whole = (props: object) => judge(notJudged, { type: EntraType.Application, props });
    expect(whole({ templateId: "x" }).violations).toHaveLength(1);
    expect(whole({ appRoles: [{ value: "x" }] }).violations).toHaveLength(1);
    expect(whole({ api: { oauth2PermissionScopes: [{ value: "x" }] } }).violations).toHaveLength(1);
    expect(whole({ optionalClaims: { idTokens: [{ name: "email" }] } }).violations).toHaveLength(1);
    expect(whole({ templateId: "", appRoles: [], api: { oauth2PermissionScopes: [] } })).toEqual({
      violations: [],
      unknown: undefined,
    });
    expect(whole({ templateId: UNKNOWN_TEXT }).unknown).toBeDefined();
    expect(whole({ appRoles: UNKNOWN_LIST }).unknown).toBeDefined();
    expect(whole({ api: { oauth2PermissionScopes: UNKNOWN_LIST } }).unknown).toBeDefined();
    expect(whole({ optionalClaims: UNKNOWN_OBJECT }).unknown).toBeDefined();
  });

  it("names where a service principal sends people", () => {
    const principal = (props: object) => judge(notJudged, { type: EntraType.ServicePrincipal, props });
    expect(principal({ loginUrl: "https://evil.example" }).violations).toEqual([
      expect.stringContaining("loginUrl is set, and whoever opens the application"),
    ]);
    expect(principal({ useExisting: true, loginUrl: "" })).toEqual({ violations: [], unknown: undefined });
    expect(principal({ loginUrl: UNKNOWN_TEXT }).unknown).toBeDefined();
  });
});

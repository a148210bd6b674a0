// The walls of the house (ARCHITECTURE.md), held by `npm run lint`. Types count: an import that is erased still ties two rooms together.

/** Every folder with code of ours, from top to bottom, and what of ours it may import besides itself. */
export const FLOORS = /** @type {Record<string, string[]>} */ ({
  bin: ["commands", "support"],
  commands: ["commandLine", "signIn", "aem", "stack", "entra", "pulumi", "support", "components", "policy"],
  commandLine: ["support", "components"],
  signIn: ["stack", "entra", "pulumi", "support", "components"],
  aem: ["stack", "entra", "pulumi", "support", "components"],
  stack: ["entra", "pulumi", "support", "components"],
  entra: ["pulumi", "support", "components"],
  pulumi: ["support", "components"],
  support: [],
  components: [],
  policy: ["components", "bin"],
  local: ["stack", "entra", "pulumi", "support", "components"],
});

/** The folders of local/tenant, and what of it each may import besides itself and http.ts, which is a leaf. */
const TENANT = /** @type {Record<string, string[]>} */ ({
  state: [],
  tokens: ["state"],
  graph: ["tokens", "state"],
  signIn: ["tokens", "state"],
  server: ["graph", "signIn", "tokens", "state"],
});

/** The one file outside local/ that imports it, when it is needed. */
const ROOT = "commands/backend.ts";

/** What is no part of the product, and may look at all of it. */
const ASIDE = "^(tests|bench|interop)/";

/** @type {import("dependency-cruiser").IForbiddenRuleType[]} */
const walls = [
  { name: "no-circle", severity: "error", comment: "No file leads back to itself.", from: {}, to: { circular: true } },
  ...Object.entries(FLOORS).map(([floor, below]) => ({
    name: `${floor}-sees-what-lies-below`,
    severity: /** @type {const} */ ("error"),
    comment: `${floor}/ imports of ours: ${below.join(", ") || "nothing"}.`,
    from: { path: `^${floor}/`, pathNot: `^${ROOT}$` },
    to: {
      path: `^(${Object.keys(FLOORS)
        .filter((name) => name !== floor && !below.includes(name))
        .join("|")})/|^index\\.ts$`,
    },
  })),
  {
    name: "no-room-beside-the-floors",
    severity: "error",
    comment: "What a floor imports is on a floor. A folder that no rule names would be a way around all of them.",
    from: { path: `^((${Object.keys(FLOORS).join("|")})/|index\\.ts$)` },
    to: {
      dependencyTypes: ["local"],
      pathNot: `^((${Object.keys(FLOORS).join("|")})/|index\\.ts$|package\\.json$|${ASIDE.slice(1)})`,
    },
  },
  {
    name: "the-program-declares",
    severity: "error",
    comment: "index.ts imports components/ alone.",
    from: { path: "^index\\.ts$" },
    to: { dependencyTypes: ["local"], pathNot: "^components/" },
  },
  {
    name: "policies-only-judge",
    severity: "error",
    comment: "Of bin/ the policy pack takes what prepares Node.",
    from: { path: "^policy/" },
    to: { path: "^bin/", pathNot: "^bin/prepareNode\\.js$" },
  },
  {
    name: "one-door-to-local",
    severity: "error",
    comment: `${ROOT} is handed to the commands; it alone imports what answers instead of Azure on this machine, and only when that is asked for.`,
    from: { pathNot: `^local/|^${ROOT}$|${ASIDE}` },
    to: { path: "^local/" },
  },
  {
    name: "one-door-opens-late",
    severity: "error",
    comment: "Help and real stacks pay nothing for the local tenant.",
    from: { path: `^${ROOT}$` },
    to: { path: "^local/", dependencyTypesNot: ["dynamic-import", "type-only", "type-import"] },
  },
  {
    name: "commands-apart",
    severity: "error",
    comment: "A command imports no other command's folder. What two of them need lies below.",
    from: { path: "^commands/([^/]+)/" },
    to: { path: "^commands/[^/]+/", pathNot: "^commands/$1/" },
  },
  {
    name: "tenant-knows-no-neighbour",
    severity: "error",
    comment: "local/neighbours.ts hands the tenant what it serves besides; the tenant itself knows its own alone.",
    from: { path: "^local/tenant/" },
    to: { path: "^local/(?!tenant/)" },
  },
  {
    name: "vault-sees-tokens",
    severity: "error",
    comment:
      "The key vault knows of the tenant how its tokens are checked, as in the cloud, and of the product the catalogue.",
    from: { path: "^local/vault/" },
    to: {
      path: "^(bin|commands|commandLine|signIn|stack|entra|pulumi|policy|components|local)/",
      pathNot: "^(components/catalogue/|local/vault/|local/tenant/(http\\.ts$|server/neighbours\\.ts$|tokens/))",
    },
  },
  {
    name: "tenant-sees-the-catalogue",
    severity: "error",
    comment:
      "The tenant, its mail servers and Cloud Manager answer as Microsoft and Adobe do: of the product they know the catalogue alone.",
    from: { path: "^local/(tenant|mail|cloudManager)/" },
    to: { path: "^(bin|commands|commandLine|signIn|aem|stack|entra|pulumi|policy|components/(?!catalogue/))" },
  },
  ...Object.entries(TENANT).map(([room, below]) => ({
    name: `tenant-${room}-sees-what-lies-below`,
    severity: /** @type {const} */ ("error"),
    comment: `local/tenant/${room}/ imports of the tenant: ${below.join(", ") || "nothing"}.`,
    from: { path: `^local/tenant/${room}/` },
    to: { path: "^local/tenant/", pathNot: `^local/tenant/(${[room, ...below].join("/|")}/|http\\.ts$)` },
  })),
  {
    name: "nothing-imports-tests",
    severity: "error",
    comment: "What is tested knows no test.",
    from: { pathNot: ASIDE },
    to: { path: ASIDE },
  },
];

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: walls,
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^\\.local/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
  },
};

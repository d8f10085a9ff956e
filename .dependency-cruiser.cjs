/**
 * Who may import whom (docs/architecture.md draws it). Each rule's name is the sentence it enforces.
 * The number of modules is checked too, in scripts/check-house.ts: a cruise that reads nothing would
 * pass.
 */
const ROOMS =
  "(cases|accounting|storage|audits|dataspace|admin|directory|groups|history|outreach|notify)";
const RULES = "(model|schema|params)";
const SERVER = "(queries|mutations|ingest|jobs|factory|lists)";
const TESTS = "\\.test\\.tsx?$|/testing/|^e2e/|/factory\\.ts$|/factory/";

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "no import cycles",
      severity: "error",
      from: { pathNot: "/generated/" },
      to: { circular: true },
    },
    {
      name: "nothing imports what cannot be resolved",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, pathNot: "^(server-only|\\.next)" },
    },
    {
      name: "platform imports no room, gate or screen",
      severity: "error",
      from: { path: "^lib/platform", pathNot: TESTS },
      to: { path: `^(app|components|lib/(auth|gates|${ROOMS.slice(1, -1)}))/` },
    },
    {
      name: "the scan reader knows no room, gate, screen or database",
      severity: "error",
      from: { path: "^lib/scan-reader/", pathNot: TESTS },
      to: { path: "^(app|components|lib|tools|scripts)/", pathNot: "^lib/scan-reader/" },
    },
    {
      name: "the scan reader is used through its door",
      severity: "error",
      from: { pathNot: "^lib/scan-reader/" },
      to: { path: "^lib/scan-reader/", pathNot: "^lib/scan-reader/scan-reader\\.ts$" },
    },
    {
      name: "rules of a room do no I/O",
      severity: "error",
      from: { path: `^lib/${ROOMS}/(${RULES.slice(1, -1)})(\\.ts$|/)`, pathNot: TESTS },
      to: {
        path: `^lib/${ROOMS}/${SERVER}(\\.ts$|/)|^lib/platform/(db|events|queue|env)\\.ts$|^lib/gates`,
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "a room reaches another room only through its model, queries, mutations or ingest",
      severity: "error",
      from: { path: `^lib/${ROOMS}/`, pathNot: TESTS },
      to: {
        path: `^lib/${ROOMS}/`,
        pathNot: [
          `^lib/$1/`,
          `^lib/${ROOMS}/(model|queries|mutations|ingest)(\\.ts$|/)`,
          // How values are written down is part of what every ingest hands over.
          "^lib/dataspace/encoding\\.ts$",
          // The nouns of the data space, for whoever reads and writes products directly.
          "^lib/dataspace/space/",
        ],
      },
    },
    {
      name: "rooms know neither gates nor screens",
      severity: "error",
      from: { path: `^lib/${ROOMS}/`, pathNot: `${TESTS}|/actions(\\.ts$|/)` },
      to: { path: "^(app|components|lib/gates)/" },
    },
    {
      name: "actions call their own room through the gate",
      severity: "error",
      from: { path: `^lib/${ROOMS}/actions(\\.ts$|/)` },
      to: { path: "^(app|components|lib/platform/db)" },
    },
    {
      name: "base components know no room",
      severity: "error",
      from: { path: "^components/(ui|data-table|charts|form|shell)/" },
      to: { path: `^(app|components/${ROOMS}|lib/(auth|gates|${ROOMS.slice(1, -1)}))/` },
    },
    {
      name: "base components use only the pure parts of platform",
      severity: "error",
      from: { path: "^components/", pathNot: TESTS },
      to: {
        path: "^lib/platform/",
        pathNot: "^lib/platform/(cn|format|sizes|table-params|errors|list/(address|sources))\\.ts$",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "components read no data themselves",
      severity: "error",
      from: { path: "^components/", pathNot: TESTS },
      to: {
        path: `^lib/${ROOMS}/${SERVER}(\\.ts$|/)`,
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "a room's components do not import another room's",
      severity: "error",
      from: { path: `^components/${ROOMS}/` },
      to: { path: `^components/${ROOMS}/`, pathNot: "^components/$1/" },
    },
    {
      name: "pages call queries, never mutations",
      severity: "error",
      from: { path: "^app/", pathNot: "^app/(api|record|records|metrics|health_check)/" },
      to: { path: `^lib/${ROOMS}/(mutations|ingest|jobs|factory)(\\.ts$|/)` },
    },
    {
      name: "routes never call actions",
      severity: "error",
      from: { path: "^app/api/" },
      to: { path: `^lib/${ROOMS}/actions(\\.ts$|/)|^components/` },
    },
    {
      name: "next is used in app, components, gates and auth only",
      severity: "error",
      from: {
        path: "^(lib|scripts|tools)/",
        pathNot: "^lib/(gates|auth)/|^scripts/web\\.ts$",
      },
      to: { path: "^node_modules/next/" },
    },
    {
      name: "next-safe-action stands behind lib/gates/action",
      severity: "error",
      from: { pathNot: "^lib/gates/action\\.ts$|^components/" },
      to: { path: "^node_modules/next-safe-action/" },
    },
    {
      name: "the generated client stays in platform/db",
      severity: "error",
      from: { pathNot: "^lib/platform/(db\\.ts|generated/)" },
      to: { path: "^lib/platform/generated/" },
    },
    {
      name: "the product does not import its tools",
      severity: "error",
      from: {
        path: "^(app|components|lib|scripts/(start|web|worker|migrate|headroom|commands))(/|\\.ts$)",
        pathNot: TESTS,
      },
      to: { path: "^tools/" },
    },
    {
      name: "tools know neither gates nor screens",
      severity: "error",
      from: { path: "^tools/" },
      to: { path: "^(app|components|lib/gates)/" },
    },
    {
      name: "the product does not import its tests",
      severity: "error",
      from: { path: "^(app|components|lib)/", pathNot: TESTS },
      to: { path: "\\.test\\.tsx?$|^lib/platform/testing/|^e2e/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(\\.next|node_modules/\\.cache)" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};

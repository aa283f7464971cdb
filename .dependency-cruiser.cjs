/** The direction of dependencies (docs/architecture.md). Programs meet only in `contract`. */
const only = (name, from, to, comment) => ({
  name,
  comment,
  severity: "error",
  from: { path: from },
  to: {
    path: "^(contract|appservice|victim-web|element-config|officer|local-system|training|e2e|bench)/",
    pathNot: to,
  },
});

module.exports = {
  forbidden: [
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    { name: "not-to-unresolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
    only("contract-stands-alone", "^contract/", "^contract/", "the contract imports nothing of ours"),
    only(
      "domain-is-pure",
      "^appservice/src/domain/",
      "^(contract/|appservice/src/domain/)",
      "domain knows only the contract",
    ),
    {
      name: "domain-has-no-io",
      severity: "error",
      from: { path: "^appservice/src/domain/", pathNot: "\\.test\\.ts$" },
      to: { dependencyTypes: ["core", "npm"], pathNot: "node_modules/zod" },
    },
    only("ports", "^appservice/src/ports/", "^(contract/|appservice/src/(ports|domain)/)", "ports know the domain"),
    only(
      "application",
      "^appservice/src/application/",
      "^(contract/|appservice/src/(application|ports|domain|testing)/)",
      "application code reaches the outside through ports only",
    ),
    {
      name: "adapters-do-not-import-one-another",
      severity: "error",
      from: { path: "^appservice/src/adapters/([^/]+)/" },
      to: { path: "^appservice/src/adapters/", pathNot: "^appservice/src/adapters/$1/" },
    },
    {
      name: "only-main-builds-adapters",
      severity: "error",
      from: { path: "^appservice/src/", pathNot: "^appservice/src/(adapters/|main\\.ts|.*\\.test\\.ts$)" },
      to: { path: "^appservice/src/adapters/" },
    },
    only("appservice", "^appservice/", "^(contract|appservice)/", "programs meet only in the contract"),
    only("victim-web", "^victim-web/", "^(contract|victim-web)/", "programs meet only in the contract"),
    only("widgets", "^element-config/", "^(contract|element-config)/", "programs meet only in the contract"),
    only(
      "training",
      "^training/",
      "^(contract|training|victim-web/src/(conversation|gateway|i18n|intake|matrix/worker)|officer)/",
      "a simulated victim is the page without its views",
    ),
    only("officer", "^officer/", "^(contract|officer)/", "programs meet only in the contract"),
    {
      name: "only-the-worker-imports-the-sdk",
      comment: "whatever it costs, the page's own thread is free for the exit (ADR 0018)",
      severity: "error",
      from: { path: "^victim-web/src/", pathNot: "^victim-web/src/matrix/worker/" },
      to: { path: "node_modules/(matrix-|@matrix-org/)" },
    },
    {
      name: "the-page-sees-only-the-worker's-entry",
      severity: "error",
      from: { path: "^victim-web/src/", pathNot: "^victim-web/src/matrix/worker/" },
      to: { path: "^victim-web/src/matrix/worker/", pathNot: "/entry\\.ts$" },
    },
    {
      name: "ui-sees-view-models",
      severity: "error",
      from: { path: "^victim-web/src/ui/" },
      to: { path: "^victim-web/src/(matrix|conversation|safety)/" },
    },
    {
      name: "conversation-is-pure",
      severity: "error",
      from: { path: "^victim-web/src/conversation/" },
      to: { path: "^victim-web/src/(matrix|ui|view-models|safety)/" },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist|no-crypto)/" },
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      extensions: [".ts", ".tsx", ".js", ".mjs"],
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
    },
  },
};

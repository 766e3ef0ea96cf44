// Who may import whom: anything that layers.cjs and the homes below do not allow is an error.
const layers = require("./layers.cjs");
// Each heavy library has one home, so it can be replaced there and nowhere else.
const homes = {
  "@tensorflow": "^src/inference/engine/|^src/workers/inference\\.worker\\.ts$",
  geotiff: "^src/scene/",
  "gdal3\\.js": "^src/scene/",
  ol: "^src/map/",
  zustand: "^src/store/",
  react: "^src/components/|^src/main\\.tsx$",
  "react-dom": "^src/components/|^src/main\\.tsx$",
  "onnxruntime-web": "^bench/",
  proj4: "^src/geo/|^src/map/",
  "geographiclib-geodesic": "^src/geo/",
};
const code = "^(src|training|cli|bench|e2e|test)/";
module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: { path: code }, to: { circular: true } },
    ...Object.entries(layers).map(([layer, below]) => ({
      name: `${layer}-imports-only-below`,
      severity: "error",
      from: { path: `^src/${layer}/`, pathNot: "\\.test\\.tsx?$" },
      to: { path: "^src/", pathNot: `^src/(${[layer, ...below].join("|")})/` },
    })),
    ...Object.entries(homes).map(([library, home]) => ({
      name: `${library.replace("\\", "")}-has-one-home`,
      severity: "error",
      from: { path: code, pathNot: `${home}|\\.test\\.tsx?$|^test/` },
      to: { path: `node_modules/${library}/` },
    })),
    {
      name: "page-reaches-the-network-by-message",
      comment: "Only the worker entries run code of inference and models; the page reads the model card, a training run's texts, what a prediction costs, and types.",
      severity: "error",
      from: {
        path: "^src/(workers|store|map|components)/|^src/main\\.tsx$",
        pathNot: "\\.worker\\.ts$|\\.test\\.ts$",
      },
      to: {
        path: "^src/(inference|models)/",
        pathNot: "^src/models/(modelCard|gridPlan|trainingRun)\\.ts$|^src/inference/prediction\\.ts$",
      },
    },
    {
      name: "training-is-headless",
      severity: "error",
      from: { path: "^(training|cli|bench)/" },
      to: { path: "^src/(workers|store|map|components)/" },
    },
    {
      name: "product-never-imports-programs",
      severity: "error",
      from: { path: "^src/", pathNot: "\\.test\\.tsx?$" },
      to: { path: "^(training|cli|bench|e2e|test)/" },
    },
    {
      name: "programs-are-not-imported",
      severity: "error",
      from: { path: code, pathNot: "^(cli|bench)/" },
      to: { path: "^(cli|bench)/" },
    },
    {
      name: "e2e-knows-no-internals",
      severity: "error",
      from: { path: "^e2e/" },
      to: { path: "^(src|training|cli|bench)/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.base.json" },
  },
};

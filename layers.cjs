// Which folder of src may import which others. ARCHITECTURE.md shows this table; test/build/layerTable.test.ts keeps the
// two equal, and .dependency-cruiser.cjs enforces it.
module.exports = {
  base: [],
  geo: ["base"],
  scene: ["base", "geo"],
  annotation: ["base", "geo"],
  models: ["base"],
  inference: ["base", "geo", "scene", "models"],
  figures: ["base", "geo", "scene"],
  workers: ["base", "geo", "scene", "annotation", "inference", "models"],
  store: ["base", "geo", "scene", "annotation", "models", "workers"],
  map: ["base", "geo", "scene", "annotation"],
  components: ["base", "geo", "scene", "annotation", "models", "workers", "store", "map", "figures"],
};

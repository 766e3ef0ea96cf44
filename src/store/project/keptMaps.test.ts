// Predicted maps come back as they were kept, never those of another prediction, and never at the cost of room for edits.
import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { bytesOf, type PredictedMaps } from "../rasterRegistry.ts";
import { createKeptMaps } from "./keptMaps.ts";

const MAPS: PredictedMaps = {
  grid: {
    widthPx: 2,
    heightPx: 1,
    gridToPixel: [2, 0, 0, 0, 2, 0],
    pixelSizeMetres: { x: 20, y: 20 },
  },
  maps: [{ name: "probability", values: new Float32Array([0.1, 0.9]) }],
  valid: new Uint8Array([1, 0]),
  zones: new Uint8Array([127, 254]),
  zoneProbabilities: [0.1, 0.2, 0.3, 0.4].map((p) => new Float32Array([p, 1 - p])),
  spread: {
    models: ["a", "b"],
    turns: 4,
    dropoutRuns: 0,
    runs: 8,
    deviations: [new Float32Array([0.01, 0.02])],
    entropy: new Float32Array([0.5, 0.6]),
  },
};

const ROOMY = async () => ({ usage: 0, quota: 1e9 });
let databases = 0;
const open = (options: Partial<Parameters<typeof createKeptMaps>[0]> = {}) =>
  createKeptMaps({ name: `maps-${databases++}`, estimate: ROOMY, ...options });
const keyOf = (sceneId: string, projectId = "p") => ({
  projectId,
  sceneId,
  weightsSha256: "aa",
  band: 0,
});

test("what was kept is found bit for bit, by another page too", async () => {
  const name = `maps-${databases++}`;
  await open({ name }).keep(keyOf("s"), MAPS);
  expect(await open({ name }).find(keyOf("s"))).toEqual(MAPS);
});

test("maps kept before there were zones' probabilities and a spread come back without", async () => {
  const name = `maps-${databases++}`;
  const { spread: _, zoneProbabilities: __, ...before } = MAPS;
  await open({ name }).keep(keyOf("s"), before as PredictedMaps);
  const found = await open({ name }).find(keyOf("s"));
  expect(found).toEqual({ ...before, spread: null, zoneProbabilities: null });
});

test("maps of other weights, another band or another project are not found", async () => {
  const kept = open();
  await kept.keep(keyOf("s"), MAPS);
  expect(await kept.find({ ...keyOf("s"), weightsSha256: "bb" })).toBeNull();
  expect(await kept.find({ ...keyOf("s"), band: 1 })).toBeNull();
  expect(await kept.find(keyOf("s", "q"))).toBeNull();
});

test("the oldest give way, and what has no room leaves nothing older behind", async () => {
  const kept = open({ mostBytes: 2 * bytesOf(MAPS) });
  for (const id of ["a", "b", "c"]) {
    await kept.keep(keyOf(id), MAPS);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  expect(await kept.find(keyOf("a"))).toBeNull();
  expect(await kept.find(keyOf("b"))).not.toBeNull();
  expect(await kept.find(keyOf("c"))).not.toBeNull();
  const large = { ...MAPS, valid: new Uint8Array(1000) };
  await kept.keep(keyOf("c"), large);
  expect(await kept.find(keyOf("c"))).toBeNull();
});

test("half of what the browser grants is left for edits", async () => {
  const kept = open({ estimate: async () => ({ usage: 600, quota: 1000 }) });
  await kept.keep(keyOf("s"), MAPS);
  expect(await kept.find(keyOf("s"))).toBeNull();
});

test("closed scenes and deleted projects take their maps along", async () => {
  const kept = open();
  for (const project of ["p", "q", "r"]) await kept.keep(keyOf("s", project), MAPS);
  await kept.dropScene("p", "s");
  await kept.dropOtherThan(["p", "q"]);
  expect(await kept.find(keyOf("s", "p"))).toBeNull();
  expect(await kept.find(keyOf("s", "q"))).not.toBeNull();
  expect(await kept.find(keyOf("s", "r"))).toBeNull();
});

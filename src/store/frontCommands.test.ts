// Keyboard editing of the selected front, and reading maps and stretches by place.
import { expect, it } from "vitest";
import type { Scene } from "../scene/scene.ts";
import { createFrontCommands } from "./createFrontCommands.ts";
import { createDocumentStore } from "./documentStore.ts";
import { predictedValueAt } from "./predictedValueAt.ts";
import { createRasterRegistry } from "./rasterRegistry.ts";
import { createScenesStore } from "./scenesStore.ts";
import { shownRange, valueAtPercent } from "./shownRange.ts";
import { createViewStore } from "./viewStore.ts";

const scene = { id: "s", fileName: "a.tif", pixelToMap: [10, 0, 0, 0, -10, 0] } as unknown as Scene;

function setUp() {
  const documentStore = createDocumentStore(() => "tester");
  const viewStore = createViewStore(null);
  const scenesStore = createScenesStore();
  scenesStore.add(scene, "1-00");
  viewStore.showScene("s");
  const commands = createFrontCommands(
    documentStore,
    viewStore,
    scenesStore,
    createRasterRegistry(),
  );
  commands.draw([
    [0, 0],
    [100, 0],
  ]);
  const path = () => documentStore.committed().fronts[0]?.vertices.map(({ at }) => at);
  return { commands, documentStore, viewStore, scenesStore, path };
}

it("moves, inserts and deletes vertices step by step, each undoable", () => {
  const { commands, documentStore, viewStore, path } = setUp();
  expect(commands.stepVertex(1)).toEqual([0, 0]);
  commands.nudgeVertex(1, 2);
  expect(path()).toEqual([
    [10, -20],
    [100, 0],
  ]);
  commands.insertBesideVertex();
  expect(path()).toEqual([
    [10, -20],
    [55, -10],
    [100, 0],
  ]);
  commands.deleteSelected();
  expect(path()).toEqual([
    [10, -20],
    [100, 0],
  ]);
  expect(viewStore.getState().vertexIndex).toBe(1);
  documentStore.undo();
  documentStore.undo();
  documentStore.undo();
  expect(path()).toEqual([
    [0, 0],
    [100, 0],
  ]);
  expect(viewStore.getState().tool).toBe("select");
});

it("says why the last two vertices stay, and deletes the whole front when none is active", () => {
  const { commands, viewStore, path } = setUp();
  commands.stepVertex(-1);
  commands.deleteSelected();
  expect(viewStore.getState().notice).toMatch(/at least two/);
  expect(path()).toHaveLength(2);
  viewStore.set({ vertexIndex: null });
  commands.deleteSelected();
  expect(path()).toBeUndefined();
});

it("nudges along the screen where the scene lies south-up or turned", () => {
  const { commands, scenesStore, path } = setUp();
  scenesStore.change("s", { scene: { ...scene, pixelToMap: [0, 10, 0, 20, 0, 0] } });
  commands.stepVertex(1);
  commands.nudgeVertex(1, -1);
  expect(path()?.[0]).toEqual([10, 20]);
});

it("goes to the scene that an undo changes, and says what it undid", () => {
  const { commands, documentStore, scenesStore, viewStore } = setUp();
  scenesStore.add({ ...scene, id: "other", fileName: "b.tif" }, "1-00");
  viewStore.showScene("other");
  commands.undo();
  expect(viewStore.getState()).toMatchObject({ sceneId: "s" });
  expect(viewStore.getState().notice).toMatch(/Undone in a.tif: draw front/);
  viewStore.showScene("other");
  commands.redo();
  expect(viewStore.getState().sceneId).toBe("s");
  documentStore.forgetScene("s");
  expect(documentStore.getState().history).toMatchObject({ past: [], future: [] });
});

it("reads a predicted map through both affines", () => {
  const maps = {
    grid: { widthPx: 2, heightPx: 1, gridToPixel: [4, 0, 0, 0, 4, 0], pixelSizeMetres: null },
    valid: new Uint8Array([1, 0]),
  } as const;
  const map = { values: new Float32Array([0.25, 0.5]), most: 1 };
  const read = (x: number, y: number) =>
    predictedValueAt({ ...maps, valid: new Uint8Array(maps.valid) }, map, scene, [x, y]);
  expect(read(20, -20)).toBe(0.25);
  expect(read(60, -20)).toBeNull();
  expect(read(-1, -20)).toBeNull();
});

it("turns percentiles into values and never into an empty range", () => {
  const quantiles = Array.from({ length: 1001 }, (_, i) => i * 2);
  const statistics = { min: 0, max: 2000, mean: 1000, quantiles, valid01: 1 };
  expect(valueAtPercent(statistics, 50)).toBe(1000);
  expect(shownRange(statistics, { lowPercent: 2, highPercent: 98, gamma: 1 })).toEqual({
    low: 40,
    high: 1960,
    gamma: 1,
  });
  const flat = { ...statistics, quantiles: quantiles.map(() => 7) };
  expect(shownRange(flat, { lowPercent: 2, highPercent: 98, gamma: 1 }).high).toBe(8);
});

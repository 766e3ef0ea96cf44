// What the registry tells of its maps, and that it stays within its size.
import { expect, test } from "vitest";
import { bytesOf, createRasterRegistry, type PredictedMaps } from "./rasterRegistry.ts";

const SIDE = 8;

function someMaps(name: "probability" | "alpha1"): PredictedMaps {
  const cells = SIDE * SIDE;
  return {
    grid: {
      widthPx: SIDE,
      heightPx: SIDE,
      gridToPixel: [1, 0, 0, 0, 1, 0],
      pixelSizeMetres: null,
    },
    maps: [{ name, values: new Float32Array(cells) }],
    valid: new Uint8Array(cells),
    zones: null,
    zoneProbabilities: null,
    spread: null,
  };
}

test("tells the names of what it holds, anew with every prediction", () => {
  const registry = createRasterRegistry();
  registry.put("a", someMaps("probability"));
  const before = registry.getState().mapNames.a;
  expect(before).toEqual(["probability"]);
  registry.put("b", someMaps("alpha1"));
  expect(registry.getState().mapNames.a).toBe(before);
  registry.put("a", someMaps("probability"));
  expect(registry.getState().mapNames.a).not.toBe(before);
  registry.drop("a");
  expect(registry.getState().mapNames).toEqual({ b: ["alpha1"] });
});

test("the first ones give way when there is no room, never the one that is put", () => {
  const one = 5 * SIDE * SIDE;
  const registry = createRasterRegistry(2 * one);
  for (const id of ["a", "b", "c"]) registry.put(id, someMaps("probability"));
  expect(Object.keys(registry.getState().mapNames)).toEqual(["b", "c"]);
  expect(registry.get("a")).toBeUndefined();
  const tight = createRasterRegistry(1);
  tight.put("a", someMaps("probability"));
  expect(tight.get("a")).toBeDefined();
});

test("what several runs and the zones add counts as well, and is held", () => {
  const cells = () => new Float32Array(SIDE * SIDE);
  const maps: PredictedMaps = {
    ...someMaps("probability"),
    zones: new Uint8Array(SIDE * SIDE),
    zoneProbabilities: [cells(), cells()],
    spread: {
      models: ["a"],
      turns: 4,
      dropoutRuns: 0,
      runs: 4,
      deviations: [cells(), cells()],
      entropy: cells(),
    },
  };
  expect(bytesOf(maps)).toBe((6 * 4 + 2) * SIDE * SIDE);
  const registry = createRasterRegistry();
  registry.put("a", maps);
  expect(registry.get("a")).toEqual(maps);
});

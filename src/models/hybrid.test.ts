import { describe, expect, it } from "vitest";
import { countMacs, inferShapes, weightSpecs } from "./graph.ts";
import { buildHybrid } from "./hybrid.ts";
import { HYBRID_SIZES, type HybridName } from "./hybridConfigs.ts";

function parameters(name: HybridName, inputChannels: number): number {
  const graph = buildHybrid({ ...HYBRID_SIZES[name], inputChannels, classes: 4 });
  return weightSpecs(graph).reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
}

describe("the hybrid's sizes", () => {
  it("has the published number of parameters at full size (networks.md 2.2)", () => {
    expect(parameters("hybrid-full", 3)).toBe(50_033_614);
  });

  it("stays small where it is shipped and tested", () => {
    expect(parameters("hybrid-lite", 2)).toBe(5_204_458);
    expect(parameters("hybrid-tiny", 2)).toBeLessThan(400_000);
  });

  it("costs what the paper's does, attention included (networks.md 2.2: 26.5 + 54.9 GMAC)", () => {
    const graph = buildHybrid({ ...HYBRID_SIZES["hybrid-full"], inputChannels: 3, classes: 4 });
    expect(countMacs(graph) / 1e9).toBeCloseTo(81.4, 1);
  });
});

describe("buildHybrid", () => {
  const config = { ...HYBRID_SIZES["hybrid-lite"], inputChannels: 2, classes: 5 } as const;

  it("gives a probability for every zone and the front at the input's size", () => {
    const graph = buildHybrid(config);
    expect(inferShapes(graph).get("zones")).toEqual([256, 256, 5]);
    expect(graph.outputs).toEqual({ zones: "zones" });
  });

  it("shifts every second block, but never a window as large as its map", () => {
    const shifts = buildHybrid(config).nodes.flatMap((node) =>
      node.op === "windowAttention" ? [[node.windowPx, node.shiftPx]] : [],
    );
    expect(shifts).toEqual([
      ...[0, 4, 0, 4, 0, 4, 0, 4].map((shift) => [8, shift]),
      [8, 0],
      [8, 0],
    ]);
  });

  it("refuses a size that does not part into windows", () => {
    expect(() => buildHybrid({ ...config, sizePx: 200 })).toThrow(/layers_\d_.* does not part/);
  });
});

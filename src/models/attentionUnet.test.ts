import { describe, expect, it } from "vitest";
import { buildAttentionUnet } from "./attentionUnet.ts";
import { countMacs, inferShapes, parseGraph, weightSpecs } from "./graph.ts";

const build = (baseWidth: number, attention: boolean, sizePx = 64, inputChannels = 1) =>
  buildAttentionUnet({ sizePx, inputChannels, baseWidth, attention });

function parameters(graph: ReturnType<typeof build>) {
  const count = { all: 0, statistic: 0 };
  for (const { shape, role } of weightSpecs(graph)) {
    const size = shape.reduce((product, n) => product * n, 1);
    count.all += size;
    if (role === "statistic") count.statistic += size;
  }
  return count;
}

describe("Attention U-Net (networks.md 1.4)", () => {
  it.each([
    [4, 382_951, 856, 376_437],
    [8, 1_526_937, 1_712, 1_501_673],
    [16, 6_098_029, 3_424, 5_998_545],
    [24, 13_713_281, 5_136, 13_490_617],
    [32, 24_372_693, 6_848, 23_977_889],
  ])(
    "width %i has %i parameters, %i of them not trained; the plain twin %i",
    (width, all, fixed, plain) => {
      expect(parameters(build(width, true))).toEqual({ all, statistic: fixed });
      expect(parameters(build(width, false)).all).toBe(plain);
    },
  );

  it("has 24,374,293 parameters with three input channels at width 32", () => {
    expect(parameters(build(32, true, 64, 3)).all).toBe(24_374_293);
  });

  it("costs the published multiply-accumulates", () => {
    expect(countMacs(build(32, true, 512)) / 1e9).toBeCloseTo(142.42, 1);
    expect(countMacs(build(32, false, 512)) / 1e9).toBeCloseTo(141.21, 1);
    expect(countMacs(build(16, true, 256)) / 1e9).toBeCloseTo(8.92, 2);
  });

  it("names its outputs: probability and one map a gate, finest first", () => {
    const graph = build(4, true, 256);
    const shapes = inferShapes(graph);
    const sizes = Object.entries(graph.outputs).map(([name, id]) => [name, shapes.get(id)]);
    expect(sizes).toEqual([
      ["probability", [256, 256, 1]],
      ["alpha1", [256, 256, 1]],
      ["alpha2", [128, 128, 1]],
      ["alpha3", [64, 64, 1]],
      ["alpha4", [32, 32, 1]],
    ]);
    expect(Object.keys(build(4, false).outputs)).toEqual(["probability"]);
  });

  it("survives JSON", () => {
    const graph = build(4, true);
    expect(parseGraph(JSON.stringify(graph))).toEqual(graph);
  });
});

describe("a graph that does not fit is refused", () => {
  it("names the node whose size cannot be halved", () => {
    expect(() => build(4, true, 72)).toThrow(/pool4.*halves an odd size/);
  });

  it("refuses unknown node types and dangling inputs", () => {
    const graph = build(4, true);
    const odd = { ...graph, nodes: [...graph.nodes, { id: "x", op: "lstm", inputs: ["out"] }] };
    expect(() => parseGraph(JSON.stringify(odd))).toThrow(/unknown node type "lstm"/);
    const dangling = { ...graph, nodes: graph.nodes.filter((node) => node.id !== "conv1_1") };
    expect(() => parseGraph(JSON.stringify(dangling))).toThrow(
      /conv1_1, which does not come before/,
    );
    expect(() => parseGraph("not json")).toThrow(/not JSON/);
  });
});

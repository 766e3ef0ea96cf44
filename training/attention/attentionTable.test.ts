import { expect, it } from "vitest";
import { attentionFigures } from "../../src/inference/scores/attentionFigures.ts";
import {
  attentionCharts,
  attentionCsv,
  attentionMarkdown,
  summariseAttention,
} from "./attentionTable.ts";
import type { JudgedMap } from "./judgeAttention.ts";

/** Two pixels of data, the first on the front; `values` are the map. */
function judged(name: string, values: readonly number[], change: Partial<JudgedMap> = {}) {
  const distanceMetres = [0, 2000];
  const map: JudgedMap = {
    ...{ network: "net", weights: "best (9)", epoch: 9, layer: "alpha1" },
    scene: {
      name,
      glacier: "A",
      date: "2020-01-01",
      sensor: "SIM",
      nominalResolutionMetres: 10,
      pixelSizeMetres: { x: 10, y: 10 },
    },
    figures: attentionFigures(values, { valid: [1, 1], distanceMetres, zones: null }),
    ...change,
  };
  return map;
}

it("has means and population deviations over the scenes that have a figure, a row a layer", () => {
  const bare = attentionFigures([0.5, 0.1], { valid: [1, 1], distanceMetres: null, zones: null });
  const rows = summariseAttention([
    judged("a", [0.6, 0.2]),
    judged("a", [0.3, 0.3], { layer: "alpha2" }),
    judged("b", [0.5, 0.5]),
    judged("c", [0.5, 0.1], { figures: bare }),
  ]);
  expect(rows.map(({ layer, scenes }) => [layer, scenes])).toEqual([
    ["alpha1", 3],
    ["alpha2", 1],
  ]);
  const { concentration_500m, mean, quotient_rock } = rows[0]?.figures ?? {};
  // 0.75 and 0.5 of the mass on half of the pixels.
  expect(concentration_500m?.mean).toBeCloseTo(1.25, 9);
  expect(concentration_500m?.deviation).toBeCloseTo(0.25, 9);
  expect(concentration_500m?.scenes).toBe(2);
  expect(mean?.mean).toBeCloseTo((0.4 + 0.5 + 0.3) / 3, 9);
  expect(quotient_rock).toBeNull();
  const markdown = attentionMarkdown(rows, { title: "t", notes: ["A note."] });
  expect(markdown).toContain("# t\n");
  expect(markdown).toContain("A note.");
  expect(markdown).toContain("| net | best (9) | alpha1 | 1.25 ± 0.25 |");
});

it("writes what is missing as an empty cell", () => {
  const [header = "", line = ""] = attentionCsv([judged("a", [0.6, 0.2])]).split("\n");
  const cell = (name: string) => line.split(",")[header.split(",").indexOf(name)];
  expect(header.split(",")).toHaveLength(line.split(",").length);
  expect([cell("mass_250m"), cell("quotient_rock")]).toEqual(["0.75000", ""]);
});

it("draws the last weights by layer, and epochs where a network has several", () => {
  const maps = [5, 10, 9].map((epoch) =>
    judged("a", [epoch / 20, 0.1], { epoch, weights: `epoch ${epoch}` }),
  );
  const charts = attentionCharts(
    summariseAttention([...maps, judged("a", [0.5, 0.5], { network: "other", epoch: null })]),
  );
  const byLayer = charts.get("concentration_500m.svg") ?? "";
  // 0.45 of 0.55 on half of the pixels.
  expect(byLayer).toContain("<title>net: 1.636 at 1</title>");
  expect(byLayer).toContain("<title>other: 1 at 1</title>");
  const byEpoch = charts.get("concentration_500m-alpha1-by-epoch.svg") ?? "";
  const titles = [...byEpoch.matchAll(/<title>net: [\d.]+ at (\d+)/g)].map(([, epoch]) => epoch);
  expect(titles).toEqual(["5", "9", "10"]);
  expect(byEpoch).not.toContain("other");
});

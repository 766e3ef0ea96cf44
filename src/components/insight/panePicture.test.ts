// What a pane shows of a result, pixel by pixel, by hand.
import { expect, it } from "vitest";
import { prediction } from "../../../test/fixtures/pretendedApp.ts";
import { DIFFERENCE_COLOURS } from "../../figures/differencePicture.ts";
import { OVERLAY_COLOURS } from "../../figures/picture.ts";
import { colourTable } from "../../scene/colourMaps.ts";
import type { Inspected } from "../../store/insight/insightStore.ts";
import { lackText, type PaneContent, type PaneLayer, panePicture } from "./panePicture.ts";

const LOOK = { colourMap: "jet", opacity01: 1 } as const;

/** Four pixels in a row, the last without data. */
function resultOf(change: Partial<Inspected> = {}): Inspected {
  const { backend, fronts, modelName, threshold01, weightsSha256 } = prediction;
  return {
    ...{ backend, fronts, modelName, threshold01, weightsSha256 },
    grid: { ...prediction.grid, widthPx: 4, heightPx: 1 },
    maps: [
      { name: "probability", values: Float32Array.of(0, 1, 1, 1) },
      { name: "alpha1", values: Float32Array.of(1, 0, 0, 0) },
    ],
    valid: Uint8Array.of(1, 1, 1, 0),
    input: Float32Array.of(0.25, 1, 0, 0),
    band: Uint8Array.of(0, 1, 1, 0),
    ...change,
  };
}

const pixels = (layer: PaneLayer, change: Partial<PaneContent> = {}, look: typeof LOOK = LOOK) => {
  const content = { layer, result: resultOf(), label: null, other: null, ...change };
  const rgb = [...(panePicture(content, look)?.rgb ?? [])];
  return [0, 1, 2, 3].map((i) => rgb.slice(3 * i, 3 * i + 3));
};
const grey = (shade: number) => [shade, shade, shade];
const PAPER = grey(255);
const jet = (share: number) => {
  const at = 3 * Math.round(255 * share);
  return [...colourTable("jet").slice(at, at + 3)];
};

it("shows the input brightened, and paper without data", () => {
  // The root of 0.25 is 0.5.
  expect(pixels("input")).toEqual([grey(128), grey(255), grey(0), PAPER]);
});

it("shows a map in its colours, over the input where it lets it through", () => {
  expect(pixels("probability")).toEqual([jet(0), jet(1), jet(1), PAPER]);
  expect(pixels("alpha1")[0]).toEqual(jet(1));
  const content = { layer: "alpha1", result: resultOf(), label: null, other: null } as const;
  const half = panePicture(content, { ...LOOK, opacity01: 0.5 })?.rgb;
  for (const [c, value] of jet(1).entries())
    expect(Math.abs((half?.[c] ?? 0) - (value + 128) / 2)).toBeLessThanOrEqual(1);
});

it("shows the band against the known front, and what a change moves", () => {
  const label = Uint8Array.of(1, 1, 0, 0);
  const { both, label: green, prediction: red } = OVERLAY_COLOURS;
  expect(pixels("against", { label })).toEqual([[...green], [...both], [...red], PAPER]);
  expect(pixels("against")).toEqual([grey(128), [...red], [...red], PAPER]);
  const other = resultOf({ band: label });
  expect(pixels("moved", { other })).toEqual([[...green], [...both], [...red], PAPER]);
});

it("shows the difference from another's probability", () => {
  const maps = [{ name: "probability", values: Float32Array.of(1, 1, 0, 0) }] as const;
  const other = resultOf({ maps });
  const { higher, lower, none } = DIFFERENCE_COLOURS;
  expect(pixels("difference", { other })).toEqual([[...lower], [...none], [...higher], PAPER]);
});

it("has nothing where the result lacks the map, and says why", () => {
  const zones = resultOf({ maps: [] });
  const lacks = (layer: PaneLayer, result = zones, other: Inspected | null = null) =>
    panePicture({ layer, result, label: null, other }, LOOK);
  expect([lacks("alpha3"), lacks("probability"), lacks("difference", resultOf())]).toEqual([
    null,
    null,
    null,
  ]);
  expect(lacks("moved", resultOf())).toBeNull();
  expect(lackText("alpha3", zones, null)).toContain("No attention gate");
  expect(lackText("probability", zones, null)).toContain("zones");
  expect(lackText("moved", resultOf(), null)).toContain("nothing to compare");
});

it("paints a layer of a result once, and anew for another look or label", () => {
  const content: PaneContent = { layer: "against", result: resultOf(), label: null, other: null };
  const first = panePicture(content, LOOK);
  expect(panePicture({ ...content }, { ...LOOK })).toBe(first);
  const labelled = panePicture({ ...content, label: Uint8Array.of(1, 0, 0, 0) }, LOOK);
  expect(labelled).not.toBe(first);
  expect([...(labelled?.rgb.slice(0, 3) ?? [])]).toEqual([...OVERLAY_COLOURS.label]);
});

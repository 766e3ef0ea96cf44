// The zone map of a prediction: the likeliest zone in CaFFe's codes, null for a network without zones.
import { describe, expect, it } from "vitest";
import { shippedCard } from "../../test/fixtures/pretendedApp.ts";
import { crsOfCode } from "../geo/targetCrs.ts";
import type { Scene } from "../scene/scene.ts";
import type { EngineOutput } from "./engine/engine.ts";
import { predictScene } from "./predictScene.ts";

const SIZE_PX = shippedCard().preprocessing.sizePx;

function scene(): Scene {
  const crs = crsOfCode("EPSG:3413");
  if (crs === null) throw new Error("3413 is known");
  return {
    id: "s",
    fileName: "s.tif",
    sizeBytes: 1,
    widthPx: 20,
    heightPx: 10,
    bandCount: 1,
    bandNames: [],
    sampleType: "float32",
    compression: "none",
    crs,
    pixelToMap: [100, 0, 300_000, 0, -100, -2_500_000],
    bounds: [300_000, -2_501_000, 302_000, -2_500_000],
    pixelSizeMetres: { x: 100, y: 100 },
    noData: null,
    statistics: { min: 0, max: 1, mean: 0, quantiles: [], valid01: 1 },
    acquisition: { date: null, sensor: null },
    simulated: false,
    notices: [],
  };
}

/** A network that sees ocean in the right half and glacier in the left, whatever it is given. */
function output(channels: number, value: (colPx: number, channel: number) => number): EngineOutput {
  const values = new Float32Array(SIZE_PX * SIZE_PX * channels);
  for (let i = 0; i < SIZE_PX * SIZE_PX; i++)
    for (let c = 0; c < channels; c++) values[i * channels + c] = value(i % SIZE_PX, c);
  return { shape: [SIZE_PX, SIZE_PX, channels], values } as EngineOutput;
}

function cardTracingFrom(from?: "zones") {
  const card = shippedCard();
  return from === undefined ? card : { ...card, tracing: { ...card.tracing, from } };
}

const predict = (outputs: Record<string, EngineOutput>, from?: "zones") =>
  predictScene(
    scene(),
    async () => {
      const values = Float32Array.from({ length: 200 }, (_, i) => (i % 20) + 1);
      values[0] = Number.NaN;
      return values;
    },
    {
      card: cardTracingFrom(from),
      backend: "wasm",
      engine: { run: async () => outputs } as unknown as Parameters<
        typeof predictScene
      >[2]["engine"],
    },
  );

it("tells glacier from ocean by the larger probability", async () => {
  const probability = output(1, () => 0);
  const zones = output(4, (col, channel) => [0, 0.1, 0.6, (2 * col) / SIZE_PX][channel] ?? 0);
  const prediction = await predict({ probability, zones });
  const { widthPx, heightPx } = prediction.grid;
  const middle = Math.floor(heightPx / 2) * widthPx;
  expect(prediction.zones?.[middle + 5]).toBe(127);
  expect(prediction.zones?.[middle + widthPx - 5]).toBe(254);
  expect(prediction.zones).toHaveLength(widthPx * heightPx);
  const codes = new Set(prediction.zones);
  expect([...codes].every((code) => [0, 64, 127, 254].includes(code))).toBe(true);
});

it("has none without a zone output", async () => {
  expect((await predict({ probability: output(1, () => 0) })).zones).toBeNull();
});

/** A softmax over no information, rock, glacier, ocean and, where it is given, front. */
const softmax = (classes: number, of: (colPx: number) => readonly number[]) =>
  output(classes, (col, channel) => of(col)[channel] ?? 0);

describe("a network that has zones and no probability", () => {
  const edge = (20.3 / 20) * SIZE_PX * 0.5;
  const seaward = (col: number) => 1 / (1 + Math.exp(-(col + 0.5 - edge) / 2));

  it("has its front where ocean and glacier are alike, in map coordinates", async () => {
    const zones = softmax(4, (col) => [0, 0, 1 - seaward(col), seaward(col)]);
    const prediction = await predict({ zones }, "zones");
    expect(prediction.maps).toEqual([]);
    expect(prediction.zoneProbabilities).toHaveLength(4);
    const [front, ...others] = prediction.fronts;
    expect(others).toEqual([]);
    const { pixelSizeMetres } = prediction.grid;
    const truth = 300_000 + 1000 * (20.3 / 20);
    for (const [x] of front?.vertices ?? [])
      expect(Math.abs(x - truth) / (pixelSizeMetres?.x ?? 1)).toBeLessThan(0.3);
    expect(front?.vertices.length).toBeGreaterThan(1);
    expect(front?.lengthMetres).toBeGreaterThan(900);
    expect(front?.certaintyMetres).toBeGreaterThan(0);
    expect(front?.meanProbability01).toBeGreaterThan(0.7);
  });

  it("may see no information inside the data; a front class is no zone", async () => {
    const zones = softmax(5, (col) =>
      col < SIZE_PX / 4 ? [0.9, 0, 0.1, 0, 0] : [0, 0, 0.2, 0.1, 0.7],
    );
    const prediction = await predict({ zones }, "zones");
    const row = Math.floor(prediction.grid.heightPx / 2) * prediction.grid.widthPx;
    expect(prediction.zones?.[row + 5]).toBe(0);
    expect(prediction.zones?.[row + prediction.grid.widthPx - 5]).toBe(127);
    expect(prediction.zoneProbabilities).toHaveLength(5);
    expect(prediction.fronts).toEqual([]);
  });

  it("is no network for a card that traces its probability, nor the other way round", async () => {
    const zones = softmax(4, () => [0, 0, 1, 0]);
    await expect(predict({ zones })).rejects.toMatchObject({ code: "model-invalid" });
    const probability = output(1, () => 0);
    await expect(predict({ probability }, "zones")).rejects.toMatchObject({
      code: "model-invalid",
    });
  });
});

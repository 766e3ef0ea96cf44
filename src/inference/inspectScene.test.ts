// Gates opened, scaled and held, a covered rectangle, scores: on a real network with meaningless weights.
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { shippedCard } from "../../test/fixtures/pretendedApp.ts";
import { utmScene } from "../../test/fixtures/utmScene.ts";
import { buildAttentionUnet } from "../models/attentionUnet.ts";
import type { ModelCard } from "../models/modelCard.ts";
import { sampleWeights } from "../models/weights.ts";
import { startBackend } from "./engine/startBackend.ts";
import { createTfjsEngine } from "./engine/tfjsEngine.ts";
import { inspectScene, scoreBand } from "./inspectScene.ts";
import type { Inspected, Probe } from "./prediction.ts";
import type { LoadedModel } from "./predictScene.ts";
import { type PreparedScene, prepareScene } from "./prepareScene.ts";
import { gridScores } from "./scores/gridScores.ts";

const SIZE = 32;
const [COLS, ROWS] = [60, 40];
const METRES = 50;
const card: ModelCard = {
  ...shippedCard(),
  preprocessing: {
    medianAreaSquareMetres: null,
    sizePx: SIZE,
    radiometry: "unit255",
    channels: ["intensity"],
  },
  tracing: { threshold01: 0.4, minimumLengthMetres: 750, edgeMarginPx: 1 },
};
const scene = utmScene(COLS, ROWS, METRES);
const read = async () =>
  Float32Array.from({ length: COLS * ROWS }, (_, i) => (i % COLS < 30 ? 200 : 40) + (i % 11));

const UNTOUCHED: Probe = { gates: {}, occluded: null };
let model: LoadedModel;
let prepared: PreparedScene;

beforeAll(async () => {
  const wasmFiles = fileURLToPath(
    new URL("../../node_modules/@tensorflow/tfjs-backend-wasm/dist/", import.meta.url),
  );
  await startBackend({ preference: "wasm", wasmFiles, threads: 1 });
  const graph = buildAttentionUnet({
    sizePx: SIZE,
    inputChannels: 1,
    baseWidth: 2,
    attention: true,
  });
  model = {
    card,
    backend: "wasm",
    blocks: [],
    hasDropout: false,
    engine: createTfjsEngine(graph, sampleWeights(graph, 1)),
  };
  prepared = await prepareScene(scene, read, card);
});

const look = (probe: Probe) => inspectScene(scene, prepared, model, { probe, onto: null });
const map = ({ maps }: Inspected, name: string) => maps.find((one) => one.name === name)?.values;

const difference = (one: ArrayLike<number> = [], other: ArrayLike<number> = []) =>
  Math.max(...Array.from(one, (value, i) => Math.abs(value - (other[i] as number))));

describe("gates", () => {
  it("open are 1, scaled are multiplied, and change what comes after them alone", async () => {
    const before = tf.memory().numTensors;
    const plain = await look(UNTOUCHED);
    const open = await look({ gates: { alpha2: { kind: "open" } }, occluded: null });
    const half = await look({ gates: { alpha2: { kind: "scaled", factor: 0.5 } }, occluded: null });
    expect(tf.memory().numTensors).toBe(before);
    expect(new Set(map(open, "alpha2"))).toEqual(new Set([1]));
    const own = map(plain, "alpha2") ?? [];
    expect(
      difference(
        map(half, "alpha2"),
        Float32Array.from(own, (value) => value / 2),
      ),
    ).toBe(0);
    for (const changed of [open, half]) {
      // Decided before the gate.
      expect(difference(map(changed, "alpha4"), map(plain, "alpha4"))).toBe(0);
      expect(difference(map(changed, "alpha1"), map(plain, "alpha1"))).toBeGreaterThan(0);
      expect(difference(map(changed, "probability"), map(plain, "probability"))).toBeGreaterThan(0);
    }
  });

  it("times 1, or held as they were, change nothing", async () => {
    const plain = await look(UNTOUCHED);
    const names = ["alpha1", "alpha2", "alpha3", "alpha4"];
    const held = Object.fromEntries(
      names.map((name) => [name, { kind: "frozen", values: map(plain, name) }] as const),
    );
    const once = Object.fromEntries(
      names.map((name) => [name, { kind: "scaled", factor: 1 }] as const),
    );
    for (const gates of [held, once])
      expect(await look({ gates: gates as Probe["gates"], occluded: null })).toMatchObject({
        fronts: plain.fronts,
      });
    const again = await look({ gates: held as Probe["gates"], occluded: null });
    expect(difference(map(again, "probability"), map(plain, "probability"))).toBeLessThan(1e-6);
  });

  it("held as in another scene's prediction do change it, and say so in their map", async () => {
    const plain = await look(UNTOUCHED);
    const values = Float32Array.from(map(plain, "alpha3") ?? [], (value) => 1 - value);
    const held = await look({ gates: { alpha3: { kind: "frozen", values } }, occluded: null });
    expect(difference(map(held, "alpha3"), values)).toBeLessThan(1e-6);
    expect(difference(map(held, "probability"), map(plain, "probability"))).toBeGreaterThan(0);
  });

  it("that a network lacks are refused", async () => {
    const graph = buildAttentionUnet({
      sizePx: SIZE,
      inputChannels: 1,
      baseWidth: 2,
      attention: false,
    });
    const plain = { ...model, engine: createTfjsEngine(graph, sampleWeights(graph, 1)) };
    const probe: Probe = { gates: { alpha1: { kind: "open" } }, occluded: null };
    const asked = inspectScene(scene, prepared, plain, { probe, onto: null });
    await expect(asked).rejects.toMatchObject({ code: "gate-missing" });
  });
});

describe("a covered rectangle", () => {
  const window = { firstCol: 10, firstRow: 5, widthPx: 20, heightPx: 15 };
  const inside = (at: number, { grid }: Inspected) => {
    const [a, , c, , e, f] = grid.gridToPixel;
    const x = a * ((at % grid.widthPx) + 0.5) + c;
    const y = e * (Math.floor(at / grid.widthPx) + 0.5) + f;
    return x >= 10 && x < 30 && y >= 5 && y < 20;
  };

  it("is the mean of the scene, and nothing else is touched", async () => {
    const plain = await look(UNTOUCHED);
    const covered = await look({ gates: {}, occluded: { window, fill: "mean" } });
    const mean = plain.input.reduce((sum, value) => sum + value, 0) / plain.input.length;
    covered.input.forEach((value, at) => {
      expect(value).toBeCloseTo(inside(at, plain) ? mean : (plain.input[at] as number), 5);
    });
    expect(covered.valid).toEqual(plain.valid);
    expect(difference(map(covered, "probability"), map(plain, "probability"))).toBeGreaterThan(0);
  });

  it("can be without data", async () => {
    const covered = await look({ gates: {}, occluded: { window, fill: "noData" } });
    covered.valid.forEach((set, at) => {
      expect(set).toBe(inside(at, covered) ? 0 : 1);
    });
    expect(covered.band.every((set, at) => set === 0 || covered.valid[at] === 1)).toBe(true);
  });
});

describe("scores", () => {
  it("are 1 for a band that is the label", () => {
    const size = { widthPx: 256, heightPx: 200, pixelSizeMetres: { x: 40, y: 40 } };
    const front = Uint8Array.from({ length: 256 * 200 }, (_, i) => (i % 256 === 100 ? 1 : 0));
    const { label } = gridScores(front, front, size);
    // trunc(256 / 512 * 6) = 3 pixels wide.
    expect(label.reduce((sum, set) => sum + set, 0)).toBe(600);
    const { scores } = gridScores(front, label, size);
    expect(scores).toMatchObject({ dice: 1, iou: 1, thicknessPx: 3, certaintyMetres: 60 });
    expect(gridScores(front, new Uint8Array(256 * 200), size).scores.iou).toBe(0);
    const nowhere = gridScores(new Uint8Array(256 * 200), label, size).scores;
    expect(nowhere).toMatchObject({ thicknessPx: null, certaintyMetres: null });
  });

  it("and maps are told on the grid that was asked for", async () => {
    const line = [
      [500_000 + 30 * METRES, 7_400_000],
      [500_000 + 30 * METRES, 7_400_000 - ROWS * METRES],
    ] as const;
    const { grid, band } = await look(UNTOUCHED);
    // trunc(32 / 512 * 6) = 0: one pixel wide.
    const { label } = scoreBand(scene, grid, band, [line]);
    expect(label.reduce((sum, set) => sum + set, 0)).toBe(grid.heightPx);
    const finer = { ...grid, widthPx: 60, heightPx: 40, gridToPixel: [1, 0, 0, 0, 1, 0] as const };
    const onto = await inspectScene(scene, prepared, model, { probe: UNTOUCHED, onto: finer });
    expect(onto.grid).toEqual(finer);
    for (const { values } of onto.maps) expect(values).toHaveLength(2400);
    const onFiner = scoreBand(scene, finer, onto.band, [line]);
    expect(onFiner.label.reduce((sum, set) => sum + set, 0)).toBe(ROWS);
  });
});

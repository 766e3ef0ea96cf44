import { describe, expect, it } from "vitest";
import { shippedCard } from "../../../test/fixtures/pretendedApp.ts";
import { utmScene } from "../../../test/fixtures/utmScene.ts";
import type { ModelCard } from "../../models/modelCard.ts";
import type { LoadedModel } from "../predictScene.ts";
import { predictEnsemble, runsOf } from "./predictEnsemble.ts";

const SIZE = 64;
const METRES = 50;
const scene = utmScene(SIZE, SIZE, METRES);

/** Dark water right of the middle, bright ice left of it. */
const read = async () =>
  Float32Array.from(
    { length: SIZE * SIZE },
    (_, i) => (i % SIZE < SIZE / 2 ? 200 : 20) + (i % 7) / 10,
  );

const card: ModelCard = {
  ...shippedCard(),
  preprocessing: {
    medianAreaSquareMetres: null,
    sizePx: SIZE,
    radiometry: "unit255",
    channels: ["intensity"],
  },
  tracing: { threshold01: 0.5, minimumLengthMetres: 750, edgeMarginPx: 1, from: "zones" },
};

/** Calls water what is dark, `bias` pixels too far to the right of its own view. */
function model(bias: number, change: Partial<ModelCard> = {}): LoadedModel {
  const run = async (input: Float32Array, { dropoutSeed = 0 } = {}) => {
    const zones = new Float32Array(4 * SIZE * SIZE);
    for (let i = 0; i < SIZE * SIZE; i++) {
      const col = i % SIZE;
      const at = i - col + Math.min(SIZE - 1, Math.max(0, col - bias - (dropoutSeed % 3)));
      const isIce = (input[at] as number) > 0.5;
      zones[4 * i + 2] = isIce ? 0.9 : 0.1;
      zones[4 * i + 3] = isIce ? 0.1 : 0.9;
    }
    return { zones: { shape: [SIZE, SIZE, 4], values: zones } };
  };
  const engine = { inputShape: [SIZE, SIZE, 1], run, dispose: () => undefined };
  return {
    card: { ...card, ...change },
    backend: "wasm",
    engine: engine as unknown as LoadedModel["engine"],
    hasDropout: bias === 0,
    blocks: [],
  };
}

const once = { turns: 1, dropoutRuns: 0 } as const;
const open = (bias: number, change?: Partial<ModelCard>) => async () => model(bias, change);

describe("several runs as one prediction", () => {
  it("turned runs of a network that sees no direction agree", async () => {
    const { fronts, spread } = await predictEnsemble(scene, read, [open(0)], {
      turns: 4,
      dropoutRuns: 0,
    });
    expect(spread).toMatchObject({ runs: 4, turns: 4, dropoutRuns: 0, models: [card.name] });
    expect(Math.max(...(spread?.deviations ?? []).flatMap((map) => [...map]))).toBeLessThan(1e-6);
    expect(fronts).toHaveLength(1);
    for (const uncertainty of fronts[0]?.uncertaintyMetres ?? [])
      expect(uncertainty).toBeLessThan(1);
  });

  it("turned runs of a biased network lie as far apart as its bias says", async () => {
    const { fronts } = await predictEnsemble(scene, read, [open(2)], { turns: 4, dropoutRuns: 0 });
    // To the right, and turned half round to the left; turned by a quarter the shift is along the front.
    const middle =
      fronts[0]?.uncertaintyMetres?.[Math.floor((fronts[0]?.vertices.length ?? 0) / 2)];
    expect(middle).toBeCloseTo(Math.sqrt(((2 * METRES) ** 2 * 2) / 4), -1);
  });

  it("two networks: mean, deviation and the position between them", async () => {
    const seen = await predictEnsemble(scene, read, [open(0), open(4)], once);
    expect(seen.weightsSha256.split("+")).toHaveLength(2);
    const between = 30 * SIZE + SIZE / 2 + 1;
    expect(seen.zoneProbabilities?.[3]?.[between]).toBeCloseTo(0.5, 6);
    expect(seen.spread?.deviations[3]?.[between]).toBeCloseTo(0.4, 6);
    expect(seen.spread?.entropy[between]).toBeCloseTo(Math.log(2) / Math.log(4), 5);
    expect(seen.fronts[0]?.uncertaintyMetres?.[1]).toBeGreaterThan(1.5 * METRES);
  });

  it("dropout runs differ by their seed, and come out the same again", async () => {
    const plan = { turns: 1, dropoutRuns: 3 } as const;
    expect(runsOf(plan)).toBe(3);
    const [a, b] = [
      await predictEnsemble(scene, read, [open(0)], plan),
      await predictEnsemble(scene, read, [open(0)], plan),
    ];
    expect(a.spread?.runs).toBe(3);
    expect(Math.max(...(a.spread?.deviations[3] ?? []))).toBeGreaterThan(0.3);
    expect(a.spread?.deviations).toEqual(b.spread?.deviations);
  });

  it("refuses dropout of a network without, and sets that have nothing in common", async () => {
    const dropout = predictEnsemble(scene, read, [open(1)], { turns: 1, dropoutRuns: 2 });
    await expect(dropout).rejects.toMatchObject({ code: "ensemble-mismatch" });
    const { from: _, ...byFront } = card.tracing;
    const mixed = predictEnsemble(scene, read, [open(0, { tracing: byFront })], once);
    await expect(mixed).rejects.toMatchObject({ code: "ensemble-mismatch" });
  });

  it("hears a cancel", async () => {
    const abort = new AbortController();
    const onProgress = (stage: string) => stage === "network" && abort.abort();
    const run = predictEnsemble(scene, read, [open(0), open(2)], once, {
      signal: abort.signal,
      onProgress,
    });
    await expect(run).rejects.toMatchObject({ name: "AbortError" });
  });
});

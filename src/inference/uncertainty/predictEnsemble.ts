// One scene by several runs: quarter turns, dropout, any set of models; their mean, and how far they differ.
import { AppError } from "../../base/errors.ts";
import type { Scene } from "../../scene/scene.ts";
import type { NetworkMap, Prediction } from "../prediction.ts";
import {
  interpret,
  type LoadedModel,
  type PredictOptions,
  placeFront,
  stageClock,
} from "../predictScene.ts";
import { type PreparedScene, prepareScene, type ReadPixels } from "../prepareScene.ts";
import { type NetworkMaps, runWindows } from "../runWindows.ts";
import type { GridXY } from "../trace/refineRidge.ts";
import { ClassSpread, normalisedEntropy } from "./classSpread.ts";
import { frontOffset } from "./frontOffset.ts";
import { mapsOnGrid } from "./mapsOnGrid.ts";
import { type QuarterTurns, turnArray, turnBack, turnPrepared } from "./quarterTurns.ts";

export type EnsemblePlan = {
  /** 4: the scene is seen turned by 0, 90, 180 and 270 degrees (Gourmelon et al. 2025; networks.md 2.7). */
  readonly turns: 1 | 4;
  /** Runs with Monte Carlo dropout at each turn (Gal and Ghahramani 2016); 0 runs once, without. */
  readonly dropoutRuns: number;
};

/** Opened when its turn comes, so that one network is in memory at a time. */
export type Member = () => Promise<LoadedModel>;

/** Runs of one model. */
export function runsOf({ turns, dropoutRuns }: EnsemblePlan): number {
  return turns * Math.max(1, dropoutRuns);
}

/**
 * The first member's card decides the grid and how fronts are traced; the others' maps are laid onto its grid. Averaged
 * are zones where the first traces fronts from zones (those of independent outputs are made to add up to 1), else
 * probabilities of front. `maps` holds no attention. Rejects with `ensemble-mismatch` when a member does not give what
 * the first is traced from, or has no dropout where it is asked for; with the signal's reason when aborted.
 */
export async function predictEnsemble(
  scene: Scene,
  readPixels: ReadPixels,
  members: readonly Member[],
  plan: EnsemblePlan,
  options: PredictOptions = {},
): Promise<Prediction> {
  const clock = stageClock();
  const spread = new ClassSpread();
  // Beside a probability of front: where it may run, by those that have zones too.
  const zoneSpread = new ClassSpread();
  const models: LoadedModel["card"][] = [];
  const memberFronts: GridXY[][][] = [];
  const milliseconds = { prepare: 0, read: 0 };
  let first: { readonly model: LoadedModel; readonly prepared: PreparedScene } | null = null;
  for (const [index, open] of members.entries()) {
    const model = await open();
    requireDropout(model, plan);
    const before = performance.now();
    const prepared = await prepareScene(scene, readPixels, model.card, options);
    milliseconds.prepare += performance.now() - before - prepared.readMilliseconds;
    milliseconds.read += prepared.readMilliseconds;
    first ??= { model, prepared };
    models.push(model.card);
    const { card } = first.model;
    const from = { runs: index * runsOf(plan), of: members.length * runsOf(plan) };
    for await (const maps of runs(model, prepared, plan, { ...options, ...from })) {
      const areZones = card.tracing.from === "zones";
      const place = (values: Maps) =>
        mapsOnGrid(values, prepared.sceneGrid, first?.prepared.sceneGrid ?? prepared.sceneGrid);
      const classes = place(classesOf(maps, areZones, model));
      const zones = areZones || maps.zones === null ? null : place(maps.zones);
      spread.add(classes);
      if (zones) zoneSpread.add(zones);
      const { fronts } = interpret(asMaps(classes, zones, card), first.prepared, card.tracing);
      memberFronts.push(fronts.map(({ points }) => [...points]));
    }
  }
  if (first === null) throw new AppError("internal", "An ensemble needs a model.");
  clock.end("network", milliseconds);

  options.onProgress?.("trace", 0, 1);
  const { model, prepared } = first;
  const { card } = model;
  const means = spread.means();
  const zones = zoneSpread.count > 0 ? zoneSpread.means() : null;
  const told = interpret(asMaps(means, zones, card), prepared, card.tracing);
  const step = prepared.sceneGrid.pixelSizeMetres ?? { x: 1, y: 1 };
  const fronts = told.fronts.map((front) =>
    placeFront(front, prepared.sceneGrid, scene, (i) =>
      frontOffset(front.points[i] as GridXY, memberFronts, step),
    ),
  );
  clock.end("trace");
  return {
    ...told,
    fronts,
    spread: {
      models: models.map(({ name }) => name),
      ...plan,
      runs: spread.count,
      deviations: spread.deviations(),
      entropy: normalisedEntropy(means),
    },
    modelName: models.map(({ name }) => name).join(" + "),
    weightsSha256: models.map(({ weightsSha256 }) => weightsSha256).join("+"),
    backend: model.backend,
    threshold01: card.tracing.threshold01,
    grid: prepared.sceneGrid,
    valid: prepared.valid,
    stageMilliseconds: clock.milliseconds,
  };
}

type RunOptions = PredictOptions & { readonly runs: number; readonly of: number };

/** The network's maps of every run on the grid as it was prepared. */
async function* runs(
  model: LoadedModel,
  prepared: PreparedScene,
  { turns, dropoutRuns }: EnsemblePlan,
  { journal, of, onProgress, runs: before, signal }: RunOptions,
): AsyncGenerator<NetworkMaps> {
  const angles: readonly QuarterTurns[] = turns === 4 ? [0, 1, 2, 3] : [0];
  let done = before;
  for (const angle of angles) {
    const turned = turnPrepared(prepared, angle, model.card.preprocessing);
    for (let run = 0; run < Math.max(1, dropoutRuns); run++, done++) {
      onProgress?.("network", done, of);
      signal?.throwIfAborted();
      const maps = await runWindows(turned, turned.windows, model, {
        signal,
        journal,
        dropoutSeed: dropoutRuns > 0 ? run + 1 : undefined,
        onProgress: (part, total) => onProgress?.("network", done * total + part, of * total),
      });
      yield turnedBack(maps, turned, angle);
    }
  }
}

function turnedBack(
  { maps, zones }: NetworkMaps,
  { grid }: PreparedScene,
  angle: QuarterTurns,
): NetworkMaps {
  const back = (values: NetworkMap["values"]) => turnArray(values, grid, turnBack(angle));
  return {
    maps: maps.map(({ name, values }) => ({ name, values: back(values) })),
    zones: zones?.map(back) ?? null,
  };
}

type Maps = readonly Float32Array<ArrayBuffer>[];

const ZONES = 4;

/** What is averaged: the zones, a front class shared out among them as they stand, or the one probability of front. */
function classesOf({ maps, zones }: NetworkMaps, areZones: boolean, { card }: LoadedModel): Maps {
  if (!areZones) {
    const probability = maps.find(({ name }) => name === "probability");
    if (probability) return [probability.values];
    throw new AppError(
      "ensemble-mismatch",
      `${card.title} gives zones and no probability of front: put it first, or leave it out.`,
    );
  }
  if (zones === null)
    throw new AppError(
      "ensemble-mismatch",
      `${card.title} gives no zones, which the first model's fronts are traced from: leave it out, or put it first.`,
    );
  const four = zones.slice(0, ZONES);
  return four.map((zone) =>
    zone.map((p, i) => {
      const total = four.reduce((sum, other) => sum + (other[i] as number), 0);
      return total > 0 ? p / total : 0;
    }),
  );
}

function asMaps(classes: Maps, zones: Maps | null, { tracing }: LoadedModel["card"]): NetworkMaps {
  if (tracing.from === "zones") return { maps: [], zones: classes };
  const [probability = new Float32Array()] = classes;
  return { maps: [{ name: "probability", values: probability }], zones };
}

function requireDropout({ card, hasDropout }: LoadedModel, { dropoutRuns }: EnsemblePlan): void {
  if (dropoutRuns > 0 && !hasDropout)
    throw new AppError(
      "ensemble-mismatch",
      `${card.title} has no dropout: choose runs without it, or a model that was trained with it.`,
    );
}

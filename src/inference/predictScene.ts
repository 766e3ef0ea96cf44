// From a scene's band to georeferenced front lines and maps: the pipeline of the seed paper, read from top to bottom.
import { AppError } from "../base/errors.ts";
import { composeAffine, type MapXY, pixelToMap } from "../geo/coordinates.ts";
import { simplifyPolyline } from "../geo/polyline.ts";
import { metresPerMapUnit, polylineLengthMetres } from "../geo/projection.ts";
import { ZONE_CHANNEL } from "../models/attentionUnet.ts";
import type { AttentionBlock, ModelCard, TracingRecipe } from "../models/modelCard.ts";
import type { Scene } from "../scene/scene.ts";
import type { Engine } from "./engine/engine.ts";
import type {
  Backend,
  Gates,
  NetworkGrid,
  Prediction,
  PredictStage,
  TracedFront,
} from "./prediction.ts";
import {
  type PreparedScene,
  type PrepareSceneOptions,
  prepareScene,
  type ReadPixels,
} from "./prepareScene.ts";
import type { PreparedGrid } from "./preprocess/prepareInput.ts";
import { type NetworkMaps, runWindows, type WindowJournal } from "./runWindows.ts";
import { calvingZone } from "./trace/calvingZone.ts";
import type { GridFront } from "./trace/gridFront.ts";
import { traceFronts } from "./trace/traceFronts.ts";
import { traceZoneFronts } from "./trace/traceZoneFronts.ts";
import { ZONE_CODE } from "./trace/zoneFrontPixels.ts";

/** A loaded network with the card that says how to feed it. */
export type LoadedModel = {
  readonly card: ModelCard;
  readonly engine: Engine;
  /** Where it attends within windows; empty for a network without a Transformer. */
  readonly blocks: readonly AttentionBlock[];
  readonly backend: Backend;
  /** Whether Monte Carlo dropout has anything to drop. */
  readonly hasDropout: boolean;
};

export type PredictOptions = PrepareSceneOptions & {
  /** Where a run of many windows keeps what it has. */
  readonly journal?: WindowJournal | undefined;
};

/** Vertices are thinned as long as the line moves by less than this share of a network pixel. */
const SIMPLIFY_PX = 0.2;

/** `readPixels` delivers pixels as the pipeline asks for them. Rejects with the signal's reason when aborted. */
export async function predictScene(
  scene: Scene,
  readPixels: ReadPixels,
  model: Omit<LoadedModel, "blocks">,
  options: PredictOptions = {},
): Promise<Prediction> {
  const clock = stageClock();
  const prepared = await prepareScene(scene, readPixels, model.card, options);
  clock.end("prepare", { read: prepared.readMilliseconds });
  return predictPrepared(scene, prepared, model, { ...options, clock });
}

type PreparedOptions = Omit<PredictOptions, "area"> & {
  /** Which of the network's gates are changed. */
  readonly gates?: Gates | undefined;
  readonly clock?: ReturnType<typeof stageClock>;
};

/** Of a scene that is prepared already. Rejects with the signal's reason when aborted. */
export async function predictPrepared(
  scene: Scene,
  prepared: PreparedScene,
  model: Omit<LoadedModel, "blocks">,
  { clock = stageClock(), gates, journal, onProgress, signal }: PreparedOptions = {},
): Promise<Prediction> {
  const { card } = model;
  const outputs = await runWindows(prepared, prepared.windows, model, {
    signal,
    journal,
    gates,
    onProgress: (done, total) => onProgress?.("network", done, total),
  });
  clock.end("network");

  onProgress?.("trace", 0, 1);
  const told = interpret(outputs, prepared, card.tracing);
  const fronts = told.fronts.map((front) => placeFront(front, prepared.sceneGrid, scene));
  clock.end("trace");
  return {
    ...told,
    fronts,
    spread: null,
    modelName: card.name,
    weightsSha256: card.weightsSha256,
    backend: model.backend,
    threshold01: card.tracing.threshold01,
    grid: prepared.sceneGrid,
    valid: prepared.valid,
    stageMilliseconds: clock.milliseconds,
  };
}

type Interpreted = Pick<Prediction, "maps" | "traceable" | "zones" | "zoneProbabilities"> & {
  readonly fronts: readonly GridFront[];
};

/** What a network's maps tell: zones, where fronts may be, and fronts on the grid, longest first. */
export function interpret(
  { maps, zones: zoneProbabilities }: NetworkMaps,
  prepared: PreparedGrid,
  tracing: TracingRecipe,
): Interpreted {
  const zones =
    zoneProbabilities && likeliestZones(zoneProbabilities, prepared, candidateZones(tracing));
  const traceable = whereFrontsMayBe(zoneProbabilities, prepared, tracing);
  const told = { maps, zones, zoneProbabilities, traceable };
  return { ...told, fronts: trace(told, prepared, tracing) };
}

type ZoneProbabilities = NetworkMaps["zones"];

function trace(
  {
    maps,
    traceable,
    zoneProbabilities,
    zones,
  }: Pick<Prediction, "maps" | "traceable" | "zoneProbabilities" | "zones">,
  { grid, valid }: PreparedGrid,
  recipe: TracingRecipe,
): GridFront[] {
  if (recipe.from !== "zones") {
    const probability = maps.find(({ name }) => name === "probability")?.values;
    if (probability === undefined) throw lacks("probability");
    return traceFronts({ values: probability, valid, traceable, ...grid }, recipe);
  }
  const [glacier, ocean] = [
    zoneProbabilities?.[ZONE_CHANNEL.glacier],
    zoneProbabilities?.[ZONE_CHANNEL.ocean],
  ];
  if (zones === null || glacier === undefined || ocean === undefined) throw lacks("zones");
  const front = zoneProbabilities?.[FRONT_CHANNEL];
  return traceZoneFronts({ zones, glacier, ocean, front, valid, ...grid }, recipe);
}

function lacks(output: string): AppError {
  return new AppError("model-invalid", `The network has no output "${output}" to trace.`);
}

/** Where there is data and, with a zone rule, where ocean and ice meet. */
function whereFrontsMayBe(
  zones: ZoneProbabilities,
  { grid, valid }: PreparedGrid,
  { from, zones: rule }: TracingRecipe,
): Uint8Array<ArrayBuffer> {
  const [glacier, ocean] = [zones?.[ZONE_CHANNEL.glacier], zones?.[ZONE_CHANNEL.ocean]];
  if (from === "zones" || !rule || !glacier || !ocean) return valid.slice();
  const zone = calvingZone({ glacier, ocean }, grid, rule);
  return valid.map((set, i) => (set && zone[i] ? 1 : 0));
}

/** Of a softmax over fused labels: behind the zones. */
const FRONT_CHANNEL = Object.keys(ZONE_CHANNEL).length;
/** CaFFe's codes, in the order of `ZONE_CHANNEL`. */
const ZONE_CODES = Object.values(ZONE_CODE);

/** The classes of a softmax compete, no information among them; probabilities of their own leave that to the scene. */
function candidateZones({ from }: TracingRecipe): readonly number[] {
  const { glacier, noInformation, ocean, rock } = ZONE_CHANNEL;
  return from === "zones" ? [noInformation, rock, glacier, ocean] : [rock, glacier, ocean];
}

/** The likeliest of the candidates, the first among equals; where the scene has no data there is none. */
function likeliestZones(
  zones: NonNullable<ZoneProbabilities>,
  { valid }: PreparedGrid,
  candidates: readonly number[],
): Uint8Array<ArrayBuffer> {
  return valid.map((set, i) => {
    if (!set) return ZONE_CODE.noInformation;
    const likelihood = (channel: number) => zones[channel]?.[i] as number;
    const best = candidates.reduce((a, b) => (likelihood(b) > likelihood(a) ? b : a));
    return ZONE_CODES[best] as number;
  });
}

/** On the map, thinned. `uncertaintyAt`: of a point's position by its index, in metres; asked for of those that stay. */
export function placeFront(
  front: GridFront,
  grid: NetworkGrid,
  scene: Scene,
  uncertaintyAt = (index: number) => front.halfWidths[index] as number,
): TracedFront {
  const gridToMap = composeAffine(scene.pixelToMap, grid.gridToPixel);
  const all = front.points.map((point) => pixelToMap(gridToMap, point));
  const kept = new Set(simplify(all, gridToMap, scene));
  const indices = all.flatMap((vertex, i) => (kept.has(vertex) ? [i] : []));
  const vertices = indices.map((i) => all[i] as MapXY);
  const total = front.probability01.reduce((sum, p) => sum + p, 0);
  return {
    vertices,
    probability01: indices.map((i) => front.probability01[i] as number),
    meanProbability01: total / front.probability01.length,
    lengthMetres: polylineLengthMetres(vertices, scene.crs) ?? planarLength(vertices, scene),
    certaintyMetres: grid.pixelSizeMetres ? front.halfWidth : null,
    uncertaintyMetres: grid.pixelSizeMetres ? indices.map(uncertaintyAt) : null,
  };
}

/** For a scene without CRS whose pixel size the user gave. */
function planarLength(vertices: readonly MapXY[], { crs, pixelSizeMetres }: Scene): number | null {
  if (crs.kind !== "pixel" || !pixelSizeMetres) return null;
  let length = 0;
  vertices.forEach(([x, y], i) => {
    const [px, py] = vertices[i - 1] ?? [x, y];
    length += Math.hypot((x - px) * pixelSizeMetres.x, (y - py) * pixelSizeMetres.y);
  });
  return length;
}

function simplify(vertices: readonly MapXY[], gridToMap: NetworkGrid["gridToPixel"], scene: Scene) {
  const [a, b, , d, e] = gridToMap;
  const pixel = (Math.hypot(a, d) + Math.hypot(b, e)) / 2;
  const scale = vertices[0] && metresPerMapUnit(vertices[0], scene.crs);
  if (!scale || !scene.pixelSizeMetres) return simplifyPolyline(vertices, SIMPLIFY_PX * pixel);
  const pixelMetres = Math.hypot(a * scale.x, d * scale.y);
  return simplifyPolyline(vertices, SIMPLIFY_PX * pixelMetres, scale);
}

export function stageClock() {
  const milliseconds: Record<PredictStage, number> = { read: 0, prepare: 0, network: 0, trace: 0 };
  let last = performance.now();
  return {
    milliseconds,
    /** `of`: what another stage took of the time. */
    end(stage: PredictStage, of: Partial<Record<PredictStage, number>> = {}) {
      const now = performance.now();
      milliseconds[stage] = now - last;
      for (const [other, spent] of Object.entries(of)) {
        milliseconds[other as PredictStage] += spent;
        milliseconds[stage] -= spent;
      }
      last = now;
    },
  };
}

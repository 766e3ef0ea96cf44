// From a scene's band to georeferenced front lines and maps: the pipeline of the seed paper, read from top to bottom.
import { composeAffine, type MapXY, pixelToMap } from "../geo/coordinates.ts";
import { simplifyPolyline } from "../geo/polyline.ts";
import { metresPerMapUnit, polylineLengthMetres } from "../geo/projection.ts";
import { ZONE_CHANNEL } from "../models/attentionUnet.ts";
import type { ModelCard, ZoneRule } from "../models/modelCard.ts";
import type { Scene } from "../scene/scene.ts";
import type { Engine } from "./engine/engine.ts";
import type { Backend, NetworkGrid, Prediction, PredictStage, TracedFront } from "./prediction.ts";
import { type PrepareSceneOptions, prepareScene, type ReadPixels } from "./prepareScene.ts";
import type { PreparedGrid } from "./preprocess/prepareInput.ts";
import { type NetworkMaps, runWindows, type WindowJournal } from "./runWindows.ts";
import { calvingZone } from "./trace/calvingZone.ts";
import { type GridFront, traceFronts } from "./trace/traceFronts.ts";

/** A loaded network with the card that says how to feed it. */
export type LoadedModel = {
  readonly card: ModelCard;
  readonly engine: Engine;
  readonly backend: Backend;
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
  model: LoadedModel,
  options: PredictOptions = {},
): Promise<Prediction> {
  const { journal, signal, onProgress } = options;
  const { card } = model;
  const clock = stageClock();
  const prepared = await prepareScene(scene, readPixels, card, options);
  clock.end("prepare", { read: prepared.readMilliseconds });

  const outputs = await runWindows(prepared, prepared.windows, model, {
    signal,
    journal,
    onProgress: (done, total) => onProgress?.("network", done, total),
  });
  clock.end("network");

  onProgress?.("trace", 0, 1);
  const { maps, zones } = outputs;
  const probability = maps.find(({ name }) => name === "probability")?.values ?? new Float32Array();
  const traceable = whereFrontsMayBe(zones, prepared, card.tracing.zones);
  const traced = traceFronts(
    { values: probability, valid: prepared.valid, traceable, ...prepared.grid },
    card.tracing,
  );
  const fronts = traced.map((front) => toMap(front, prepared.sceneGrid, scene));
  clock.end("trace");
  return {
    modelName: card.name,
    weightsSha256: card.weightsSha256,
    backend: model.backend,
    threshold01: card.tracing.threshold01,
    grid: prepared.sceneGrid,
    maps,
    valid: prepared.valid,
    traceable,
    zones: zones ? likeliestZones(zones, prepared) : null,
    fronts,
    stageMilliseconds: clock.milliseconds,
  };
}

type Zones = NetworkMaps["zones"];

/** Where there is data and, with a zone rule, where ocean and ice meet. */
function whereFrontsMayBe(
  zones: Zones,
  { grid, valid }: PreparedGrid,
  rule: ZoneRule | null | undefined,
): Uint8Array<ArrayBuffer> {
  const [glacier, ocean] = [zones?.[ZONE_CHANNEL.glacier], zones?.[ZONE_CHANNEL.ocean]];
  if (!rule || !glacier || !ocean) return valid.slice();
  const zone = calvingZone({ glacier, ocean }, grid, rule);
  return valid.map((set, i) => (set && zone[i] ? 1 : 0));
}

/** CaFFe's codes, in the order of `ZONE_CHANNEL`. */
const ZONE_CODES = [0, 64, 127, 254] as const;

/** Of rock, glacier and ocean the likeliest; no data is what the scene says it is. */
function likeliestZones(
  zones: NonNullable<Zones>,
  { valid }: PreparedGrid,
): Uint8Array<ArrayBuffer> {
  const channels = [ZONE_CHANNEL.rock, ZONE_CHANNEL.glacier, ZONE_CHANNEL.ocean];
  return valid.map((set, i) => {
    if (!set) return ZONE_CODES[ZONE_CHANNEL.noInformation];
    const values = channels.map((channel) => zones[channel]?.[i] as number);
    return ZONE_CODES[channels[values.indexOf(Math.max(...values))] as number] as number;
  });
}

function toMap(front: GridFront, grid: NetworkGrid, scene: Scene): TracedFront {
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

function stageClock() {
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

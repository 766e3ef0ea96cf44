// From a scene's band to georeferenced front lines and maps: the pipeline of the seed paper, read from top to bottom.
import { composeAffine, type MapXY, pixelToMap } from "../geo/coordinates.ts";
import { simplifyPolyline } from "../geo/polyline.ts";
import { metresPerMapUnit, polylineLengthMetres } from "../geo/projection.ts";
import { ZONE_CHANNEL } from "../models/attentionUnet.ts";
import type { ModelCard, ZoneRule } from "../models/modelCard.ts";
import type { Band, Scene } from "../scene/scene.ts";
import type { Engine, EngineOutput } from "./engine/engine.ts";
import type {
  Backend,
  NetworkGrid,
  NetworkMap,
  Prediction,
  PredictStage,
  TracedFront,
} from "./prediction.ts";
import { type PreparedInput, prepareInput } from "./preprocess/prepareInput.ts";
import { calvingZone } from "./trace/calvingZone.ts";
import { type GridFront, traceFronts } from "./trace/traceFronts.ts";

/** A loaded network with the card that says how to feed it. */
export type LoadedModel = {
  readonly card: ModelCard;
  readonly engine: Engine;
  readonly backend: Backend;
};

export type PredictOptions = {
  readonly signal?: AbortSignal;
  readonly onProgress?: (stage: PredictStage, done: number, total: number) => void;
};

/** Vertices are thinned as long as the line moves by less than this share of a network pixel. */
const SIMPLIFY_PX = 0.2;

/** `readBand` delivers the pixels when the pipeline asks for them. Rejects with the signal's reason when aborted. */
export async function predictScene(
  scene: Scene,
  readBand: () => Promise<Band>,
  model: LoadedModel,
  options: PredictOptions = {},
): Promise<Prediction> {
  const { signal, onProgress } = options;
  const clock = stageClock();
  onProgress?.("read", 0, 1);
  const band = await readBand();
  clock.end("read");
  signal?.throwIfAborted();

  onProgress?.("prepare", 0, 1);
  const prepared = await prepareInput(band, scene.pixelSizeMetres, model.card.preprocessing, {
    ...(signal && { signal }),
    onProgress: (done, total) => onProgress?.("prepare", done, total),
  });
  clock.end("prepare");

  const outputs = await model.engine.run(prepared.input, {
    ...(signal && { signal }),
    onProgress: (done, total) => onProgress?.("network", done, total),
  });
  clock.end("network");

  onProgress?.("trace", 0, 1);
  const { zones, ...single } = outputs;
  const maps = Object.entries(single).map(([name, output]) => ({
    name: name as NetworkMap["name"],
    values: cropToGrid(output, prepared),
  }));
  const probability = maps.find(({ name }) => name === "probability")?.values ?? new Float32Array();
  const traceable = whereFrontsMayBe(zones, prepared, model.card.tracing.zones);
  const traced = traceFronts(
    { values: probability, valid: prepared.valid, traceable, ...prepared.grid },
    model.card.tracing,
  );
  const fronts = traced.map((front) => toMap(front, prepared.grid, scene));
  clock.end("trace");
  return {
    modelName: model.card.name,
    weightsSha256: model.card.weightsSha256,
    backend: model.backend,
    threshold01: model.card.tracing.threshold01,
    grid: prepared.grid,
    maps,
    valid: prepared.valid,
    traceable,
    zones: zones ? likeliestZones(zones, prepared) : null,
    fronts,
    stageMilliseconds: clock.milliseconds,
  };
}

/** Where there is data and, with a zone rule, where ocean and ice meet. */
function whereFrontsMayBe(
  zones: EngineOutput | undefined,
  prepared: PreparedInput,
  rule: ZoneRule | null | undefined,
): Uint8Array<ArrayBuffer> {
  const { valid, grid } = prepared;
  if (!rule || !zones) return valid.slice();
  const maps = {
    glacier: cropToGrid(zones, prepared, ZONE_CHANNEL.glacier),
    ocean: cropToGrid(zones, prepared, ZONE_CHANNEL.ocean),
  };
  const zone = calvingZone(maps, grid, rule);
  return valid.map((set, i) => (set && zone[i] ? 1 : 0));
}

/** CaFFe's codes, in the order of `ZONE_CHANNEL`. */
const ZONE_CODES = [0, 64, 127, 254] as const;

/** Of rock, glacier and ocean the likeliest; no data is what the scene says it is. */
function likeliestZones(zones: EngineOutput, prepared: PreparedInput): Uint8Array<ArrayBuffer> {
  const channels = [ZONE_CHANNEL.rock, ZONE_CHANNEL.glacier, ZONE_CHANNEL.ocean];
  const maps = channels.map((channel) => cropToGrid(zones, prepared, channel));
  return prepared.valid.map((set, i) => {
    if (!set) return ZONE_CODES[ZONE_CHANNEL.noInformation];
    const values = maps.map((map) => map[i] as number);
    return ZONE_CODES[channels[values.indexOf(Math.max(...values))] as number] as number;
  });
}

/** The part of an output that covers the scene, at the network's input size (coarse maps repeated, not interpolated). */
function cropToGrid(
  output: EngineOutput,
  { grid, sizePx }: PreparedInput,
  channel = 0,
): Float32Array<ArrayBuffer> {
  const { widthPx, heightPx } = grid;
  const [, width, channels] = output.shape;
  const factor = sizePx / width;
  const values = new Float32Array(widthPx * heightPx);
  for (let row = 0; row < heightPx; row++)
    for (let col = 0; col < widthPx; col++) {
      const from = Math.floor(row / factor) * width + Math.floor(col / factor);
      values[row * widthPx + col] = output.values[from * channels + channel] as number;
    }
  return values;
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
    end(stage: PredictStage) {
      const now = performance.now();
      milliseconds[stage] = now - last;
      last = now;
    },
  };
}

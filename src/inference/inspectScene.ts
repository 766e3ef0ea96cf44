// A prediction to be looked into, with changed gates or a covered piece of the scene; and its band against a known front.
import {
  composeAffine,
  invertAffine,
  type MapXY,
  type PixelXY,
  pixelToMap,
} from "../geo/coordinates.ts";
import { rasteriseLines } from "../geo/rasteriseLines.ts";
import type { Scene } from "../scene/scene.ts";
import type {
  Inspected,
  NetworkGrid,
  NetworkMap,
  Occlusion,
  Probe,
  ScoredBand,
} from "./prediction.ts";
import { type LoadedModel, type PredictOptions, predictPrepared } from "./predictScene.ts";
import type { PreparedScene } from "./prepareScene.ts";
import { gridScores, thickLabel } from "./scores/gridScores.ts";
import { mapsOnGrid } from "./uncertainty/mapsOnGrid.ts";

export type InspectRequest = {
  readonly probe: Probe;
  /** The grid that the maps are told on, so that networks compare; null for the network's own. */
  readonly onto: NetworkGrid | null;
};

/** Rejects with `gate-missing` for a gate that the network lacks, with the signal's reason when aborted. */
export async function inspectScene(
  scene: Scene,
  prepared: PreparedScene,
  model: LoadedModel,
  { onto, probe }: InspectRequest,
  options: Pick<PredictOptions, "onProgress" | "signal"> = {},
): Promise<Inspected> {
  const covered = probe.occluded === null ? prepared : cover(prepared, probe.occluded);
  const prediction = await predictPrepared(scene, covered, model, {
    ...options,
    gates: probe.gates,
  });
  const { backend, fronts, modelName, threshold01, weightsSha256 } = prediction;
  const grid = onto ?? prediction.grid;
  const place = (values: Float32Array<ArrayBuffer>) =>
    mapsOnGrid([values], prediction.grid, grid)[0] as Float32Array<ArrayBuffer>;
  const [traceable, valid] = [prediction.traceable, prediction.valid].map((mask) =>
    Uint8Array.from(place(Float32Array.from(mask)), (share) => (share >= 0.5 ? 1 : 0)),
  ) as [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>];
  const maps = prediction.maps.map(
    ({ name, values }): NetworkMap => ({ name, values: place(values) }),
  );
  const probability = maps.find(({ name }) => name === "probability")?.values;
  const lines = fronts.map(({ vertices }) => vertices);
  const band = probability
    ? traceable.map((may, i) => (may && (probability[i] as number) > threshold01 ? 1 : 0))
    : thickLabel(onGrid(lines, scene, grid), grid);
  return {
    modelName,
    weightsSha256,
    backend,
    threshold01,
    grid,
    maps,
    valid,
    fronts,
    input: place(covered.intensity.map((value) => (Number.isNaN(value) ? 0 : value))),
    band,
  };
}

/** `band`: over the grid; `truth`: the labelled front in the scene's map coordinates. */
export function scoreBand(
  scene: Pick<Scene, "pixelToMap">,
  grid: NetworkGrid,
  band: Uint8Array<ArrayBuffer>,
  truth: readonly (readonly MapXY[])[],
): ScoredBand {
  return gridScores(onGrid(truth, scene, grid), band, grid);
}

/** The prepared scene without what lies in the rectangle; pixels without data stay so. */
function cover(prepared: PreparedScene, { fill, window }: Occlusion): PreparedScene {
  const { intensity, sceneGrid, valid } = prepared;
  const [a, , c, , e, f] = sceneGrid.gridToPixel;
  const { firstCol, firstRow, heightPx, widthPx } = window;
  // A network pixel is covered where its middle is.
  const isInside = (at: number) => {
    const x = a * ((at % sceneGrid.widthPx) + 0.5) + c;
    const y = e * (Math.floor(at / sceneGrid.widthPx) + 0.5) + f;
    return x >= firstCol && x < firstCol + widthPx && y >= firstRow && y < firstRow + heightPx;
  };
  const value = fill === "mean" ? meanOf(intensity) : Number.NaN;
  return {
    ...prepared,
    intensity: intensity.map((own, at) => (isInside(at) && !Number.isNaN(own) ? value : own)),
    valid: fill === "mean" ? valid : valid.map((own, at) => (isInside(at) ? 0 : own)),
  };
}

function meanOf(intensity: Float32Array): number {
  let [sum, count] = [0, 0];
  for (const value of intensity) {
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return sum / count;
}

/** 1 on the grid's pixels that the lines pass through. */
function onGrid(
  lines: readonly (readonly MapXY[])[],
  scene: Pick<Scene, "pixelToMap">,
  grid: NetworkGrid,
): Uint8Array<ArrayBuffer> {
  const gridToMap = composeAffine(scene.pixelToMap, grid.gridToPixel);
  const mapToGrid = invertAffine(gridToMap);
  if (mapToGrid === null) return new Uint8Array(grid.widthPx * grid.heightPx);
  // An affine goes the other way alike.
  const placed = lines.map((line) =>
    line.map(([x, y]): PixelXY => {
      const [col, row] = pixelToMap(mapToGrid, [x, y]);
      return [col, row];
    }),
  );
  return rasteriseLines(placed, grid);
}

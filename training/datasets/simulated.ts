// Simulated fjords as a data set: their fronts are known exactly, and their rock walls are not fronts.
import { AppError } from "../../src/base/errors.ts";
import { densifyPolyline } from "../../src/geo/polyline.ts";
import { simulateFjord } from "../simulation/simulateFjord.ts";
import type { Dataset, LabelledScene, SceneFacts } from "./labelledScene.ts";

const SIZE = { widthPx: 640, heightPx: 512 };
const PIXEL_METRES = 30;
/** The demo scene and the tests use small seeds: training never sees them. */
const FIRST_SEED = 1000;

/** `count` scenes of 19 x 15 km, with 2 to 12 looks. */
export function openSimulated(count: number): Dataset {
  const scenes = Array.from(
    { length: count },
    (_, i): SceneFacts => ({
      name: `simulated_${FIRST_SEED + i}`,
      glacier: "simulated",
      date: "2000-01-01",
      sensor: "simulated",
      nominalResolutionMetres: PIXEL_METRES,
      pixelSizeMetres: { x: PIXEL_METRES, y: PIXEL_METRES },
    }),
  );
  return {
    name: `${count} simulated fjords`,
    attribution: "made by npm run simulate",
    licence: "Apache-2.0",
    scenes,
    read: (name) => readSimulated(scenes, name),
  };
}

function readSimulated(scenes: readonly SceneFacts[], name: string): LabelledScene {
  const facts = scenes.find((scene) => scene.name === name);
  if (!facts) throw new AppError("file-unreadable", `There is no simulated scene ${name}.`);
  const seed = Number(name.split("_")[1]);
  const looks = 2 + (seed % 11);
  const made = simulateFjord({ ...SIZE, pixelSizeMetres: PIXEL_METRES, looks, seed });
  const front = new Uint8Array(SIZE.widthPx * SIZE.heightPx);
  for (const [x, y] of densifyPolyline(made.front, 0.5)) {
    const [col, row] = [Math.floor(x), Math.floor(y)];
    if (col >= 0 && row >= 0 && col < SIZE.widthPx && row < SIZE.heightPx)
      front[row * SIZE.widthPx + col] = 1;
  }
  const { zones } = made;
  return { ...facts, front, zones, band: { ...SIZE, values: Float32Array.from(made.amplitude) } };
}

/** The scenes of both; names must differ. */
export function joinDatasets(first: Dataset, second: Dataset): Dataset {
  const ofSecond = new Set(second.scenes.map((scene) => scene.name));
  return {
    name: `${first.name} and ${second.name}`,
    attribution: first.attribution,
    licence: first.licence,
    scenes: [...first.scenes, ...second.scenes],
    read: (name) => (ofSecond.has(name) ? second : first).read(name),
  };
}

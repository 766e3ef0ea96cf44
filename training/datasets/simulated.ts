// Simulated fjords as a data set: their fronts are known exactly, and their rock walls are not fronts.
import { AppError } from "../../src/base/errors.ts";
import type { PixelXY } from "../../src/geo/coordinates.ts";
import { rasteriseLines } from "../../src/geo/rasteriseLines.ts";
import type { TrainingTile } from "../../src/scene/trainingTiles.ts";
import { simulateFjord } from "../simulation/simulateFjord.ts";
import { type Dataset, ZONE_CODES } from "./labelledScene.ts";

const SIZE = { widthPx: 640, heightPx: 512 };
const PIXEL_METRES = 30;
/** The demo scene and the tests use small seeds: training never sees them. */
const FIRST_SEED = 1000;

/** `count` scenes of 19 x 15 km, with 2 to 12 looks; any count, each from a seed of its own. */
export function openSimulated(count: number): Dataset {
  const seeds = Array.from({ length: count }, (_, i) => FIRST_SEED + i);
  const seedOf = new Map(seeds.map((seed) => [nameOf(seed), seed]));
  return {
    name: `${count} simulated fjords`,
    attribution: "",
    licence: "",
    scenes: seeds.map(factsOf),
    read: (name) => {
      const seed = seedOf.get(name);
      if (seed === undefined)
        throw new AppError("file-unreadable", `There is no simulated scene ${name}.`);
      const made = simulate(seed);
      const front = rasteriseLines([frontOf(made)], SIZE);
      return { ...factsOf(seed), front, zones: made.zones, band: bandOf(made) };
    },
  };
}

/** The same scene as a training tile. */
export function simulatedTile(seed: number): TrainingTile {
  const made = simulate(seed);
  return {
    facts: factsOf(seed),
    band: bandOf(made),
    fronts: [frontOf(made)],
    zones: made.zones.map((zone) => ZONE_CODES[zone] ?? 0),
  };
}

function nameOf(seed: number): string {
  return `simulated_${seed}`;
}

function factsOf(seed: number) {
  return {
    name: nameOf(seed),
    glacier: "simulated",
    date: dateOf(seed),
    sensor: "simulated",
    nominalResolutionMetres: PIXEL_METRES,
    pixelSizeMetres: { x: PIXEL_METRES, y: PIXEL_METRES },
  };
}

/** A day for each seed, so that splits, which keep a day together, can part them. */
function dateOf(seed: number): string {
  const day = 1 + ((seed - FIRST_SEED) % 36_500);
  return new Date(Date.UTC(2000, 0, day)).toISOString().slice(0, 10);
}

function simulate(seed: number) {
  return simulateFjord({ ...SIZE, pixelSizeMetres: PIXEL_METRES, looks: 2 + (seed % 11), seed });
}

type Made = ReturnType<typeof simulate>;

function bandOf({ amplitude }: Made) {
  return { ...SIZE, values: Float32Array.from(amplitude) };
}

function frontOf({ front }: Made): PixelXY[] {
  return front.map(([col, row]): PixelXY => [col, row]);
}

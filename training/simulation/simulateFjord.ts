// A SAR-like scene of a fjord glacier whose calving front is known exactly: for the demo, tests and experiments.
import { type Random, seededRandom } from "../../src/base/seededRandom.ts";
import { fractalNoise, type Noise, speckle, valueNoise } from "./random.ts";

export type FjordOptions = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly pixelSizeMetres: number;
  /** Number of looks of the speckle: 1 is raw, 4 to 20 multilooked. */
  readonly looks: number;
  readonly seed: number;
};

export type SimulatedScene = {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Amplitude as digital numbers, 1..65535; 0 outside the swath. Row-major. */
  readonly amplitude: Uint16Array<ArrayBuffer>;
  /** The true front, column and row in corner space, from one fjord wall to the other. */
  readonly front: readonly (readonly [col: number, row: number])[];
  /** The true zone of each pixel as an index: 0 outside the swath, 1 rock, 2 glacier, 3 ocean; row-major. */
  readonly zones: Uint8Array;
};

/**
 * Ground truth first (a bent fjord, a lobed front), then backscatter by surface, layover and shadow of the terrain
 * towards a sensor on the left, and gamma speckle.
 */
export function simulateFjord(options: FjordOptions): SimulatedScene {
  const { widthPx, heightPx, seed } = options;
  const fjord = fjordGeometry(options);
  const terrain = terrainHeights(options, fjord);
  const backscatter = surfaceBackscatter(options, fjord, terrain);
  const slant = layOver(backscatter, terrain, options);
  const random = seededRandom(seed + 7);
  const amplitude = new Uint16Array(widthPx * heightPx);
  for (let i = 0; i < amplitude.length; i++) {
    const intensity = (slant[i] as number) * speckle(random, options.looks);
    amplitude[i] = Math.max(1, Math.min(65_535, Math.round(4000 * Math.sqrt(intensity))));
  }
  cutSwath(amplitude, options);
  const zones = trueZones(amplitude, fjord, options);
  return { widthPx, heightPx, amplitude, front: fjord.front, zones };
}

function trueZones(amplitude: Uint16Array, fjord: Fjord, { widthPx }: FjordOptions): Uint8Array {
  return Uint8Array.from(amplitude, (value, i) => {
    if (value === 0) return 0;
    const [col, row] = [(i % widthPx) + 0.5, Math.floor(i / widthPx) + 0.5];
    const { along, across, halfWidth } = fjord.position(col, row);
    if (Math.abs(across) > halfWidth) return 1;
    return along < 0 ? 2 : 3;
  });
}

type Fjord = {
  /** Metres along the fjord from the front (ocean positive, ice negative) and across from its axis. */
  readonly position: (
    col: number,
    row: number,
  ) => { along: number; across: number; halfWidth: number };
  readonly front: readonly (readonly [number, number])[];
};

/** The fjord runs from the upper left to the lower right, bent sideways; coordinates in metres from the scene's centre. */
function fjordGeometry({ widthPx, heightPx, pixelSizeMetres, seed }: FjordOptions): Fjord {
  const random = seededRandom(seed);
  const extent = Math.min(widthPx, heightPx) * pixelSizeMetres;
  const direction = Math.PI / 4 + (random() - 0.5) * 0.7;
  const [ux, uy] = [Math.cos(direction), Math.sin(direction)];
  const bend = (random() - 0.5) * 0.5 * extent;
  const width = extent * (0.15 + 0.05 * random());
  const walls = fractalNoise(seed + 11, 3);
  const lobes = fractalNoise(seed + 12, 4);
  const bulge = (random() - 0.6) * 0.35 * width;
  const offset = (random() - 0.5) * 0.15 * extent;
  const axis = (t: number) => bend * ((t / extent) ** 2 - 0.05);
  const frontAt = (n: number) =>
    offset + bulge * (1 - (n / width) ** 2) + lobes(n / (0.4 * width), 0) * 0.13 * width;
  const half = (t: number, side: number) =>
    width *
    (1 + 0.25 * walls(t / (0.25 * extent), side * 9)) *
    (t > 0 ? 1 + 0.25 * Math.min(1, t / extent) : 1);
  const toAxes = (col: number, row: number) => {
    const x = (col - widthPx / 2) * pixelSizeMetres;
    const y = (row - heightPx / 2) * pixelSizeMetres;
    const t = x * ux + y * uy;
    return { t, n: -x * uy + y * ux - axis(t) };
  };
  const toPixel = (t: number, n: number): [number, number] => {
    const across = n + axis(t);
    return [
      (t * ux - across * uy) / pixelSizeMetres + widthPx / 2,
      (t * uy + across * ux) / pixelSizeMetres + heightPx / 2,
    ];
  };
  const front: [number, number][] = [];
  const steps = 400;
  for (let i = 0; i <= steps; i++) {
    const n = width * 1.6 * ((2 * i) / steps - 1);
    const t = frontAt(n);
    if (Math.abs(n) <= half(t, Math.sign(n))) front.push(toPixel(t, n));
  }
  return {
    front,
    position: (col, row) => {
      const { t, n } = toAxes(col, row);
      return { along: t - frontAt(n), across: n, halfWidth: half(t, Math.sign(n)) };
    },
  };
}

/** Metres above the sea; 0 on water, gentle on ice, steep on rock. */
function terrainHeights(
  { widthPx, heightPx, pixelSizeMetres, seed }: FjordOptions,
  fjord: Fjord,
): Float32Array {
  const ridges = fractalNoise(seed + 21, 6);
  const heights = new Float32Array(widthPx * heightPx);
  for (let row = 0; row < heightPx; row++)
    for (let col = 0; col < widthPx; col++) {
      const { along, across, halfWidth } = fjord.position(col + 0.5, row + 0.5);
      const outside = Math.abs(across) - halfWidth;
      const ice = along < 0 ? 40 - along * 0.02 : 0;
      const [x, y] = [(col * pixelSizeMetres) / 2600, (row * pixelSizeMetres) / 2600];
      const rise = Math.min(1, Math.max(0, outside) / 1500);
      heights[row * widthPx + col] =
        outside > 0 ? ice + rise * (420 + 620 * (1 - Math.abs(ridges(x, y) * 1.6))) : ice;
    }
  return heights;
}

/** Mean backscatter (linear power, open glacier ice about 1) of each ground pixel. */
function surfaceBackscatter(
  options: FjordOptions,
  fjord: Fjord,
  terrain: Float32Array,
): Float32Array {
  const { widthPx, heightPx, pixelSizeMetres, seed } = options;
  const surfaces = surfaceTextures(seed, seededRandom(seed + 3));
  const out = new Float32Array(widthPx * heightPx);
  for (let row = 0; row < heightPx; row++)
    for (let col = 0; col < widthPx; col++) {
      const at = row * widthPx + col;
      const position = fjord.position(col + 0.5, row + 0.5);
      const [x, y] = [col * pixelSizeMetres, row * pixelSizeMetres];
      if (Math.abs(position.across) > position.halfWidth)
        out[at] = surfaces.rock(x, y) * facing(terrain, at, options);
      else
        out[at] =
          position.along < 0 ? surfaces.ice(position) : surfaces.water(position.along, x, y);
    }
  return out;
}

/** Slopes towards the sensor (on the left) shine, slopes away fade: cosine law with the local slope. */
function facing(
  terrain: Float32Array,
  at: number,
  { widthPx, pixelSizeMetres }: FjordOptions,
): number {
  const rise = (terrain[at + 1] ?? 0) - (terrain[at - 1] ?? 0);
  const slope =
    at % widthPx === 0 || at % widthPx === widthPx - 1 ? 0 : rise / (2 * pixelSizeMetres);
  return Math.min(4, Math.max(0.05, 1 + 2.2 * slope));
}

function surfaceTextures(seed: number, random: Random) {
  const rough = fractalNoise(seed + 31, 4);
  const streaks = fractalNoise(seed + 32, 3);
  const crevasses = valueNoise(seed + 33);
  const patches = fractalNoise(seed + 34, 4);
  const floes = valueNoise(seed + 35);
  const small = valueNoise(seed + 36);
  const melangeReach = 1500 + 2500 * random();
  return {
    rock: (x: number, y: number) => 0.42 * Math.exp(0.6 * rough(x / 900, y / 900)),
    ice: ({ along, across }: { along: number; across: number }) => {
      const nearFront = Math.exp(along / 2500);
      const flow = streaks(across / 260, along / 6000);
      const broken = crevasses(along / 130, across / 420) * 0.8 * nearFront;
      return 0.75 * Math.exp(0.45 * flow + broken + 0.5 * nearFront);
    },
    water: (along: number, x: number, y: number) => {
      const melange = Math.exp(-along / melangeReach) * (0.6 + 0.5 * patches(x / 2200, y / 2200));
      const berg = icebergs(floes, small, x, y, melange);
      return 0.035 * Math.exp(0.5 * patches(x / 3000, y / 1200)) + 0.12 * melange + berg;
    },
  };
}

/** Bright pieces of ice, more and larger where there is more melange. */
function icebergs(large: Noise, small: Noise, x: number, y: number, melange: number): number {
  const big = large(x / 210, y / 210) > 0.93 - 0.7 * melange ? 0.5 : 0;
  const brash = small(x / 75, y / 75) > 0.9 - 0.8 * melange ? 0.22 : 0;
  return big + brash;
}

/** Moves each ground pixel towards the sensor by its height (incidence about 39 degrees) and adds up what falls together. */
function layOver(ground: Float32Array, terrain: Float32Array, options: FjordOptions): Float32Array {
  const { widthPx, heightPx, pixelSizeMetres } = options;
  const shift = 1 / Math.tan((39 * Math.PI) / 180) / pixelSizeMetres / 3;
  const sum = new Float32Array(ground.length);
  const weight = new Float32Array(ground.length);
  for (let row = 0; row < heightPx; row++)
    for (let col = 0; col < widthPx; col++) {
      const at = row * widthPx + col;
      const target = Math.min(
        widthPx - 1,
        Math.max(0, Math.round(col - (terrain[at] as number) * shift)),
      );
      const to = row * widthPx + target;
      sum[to] = (sum[to] as number) + (ground[at] as number);
      weight[to] = (weight[to] as number) + 1;
    }
  const slant = new Float32Array(ground.length).fill(SHADOW);
  for (let i = 0; i < sum.length; i++) {
    // Gentle slopes leave gaps of one pixel, which are no shadow.
    const from = weight[i] || !weight[i - 1] || !weight[i + 1] ? i : i - 1;
    if (weight[from]) slant[i] = (sum[from] as number) / Math.sqrt(weight[from] as number);
  }
  return slant;
}

/** Backscatter where the radar sees nothing: the noise floor. */
const SHADOW = 0.012;

/** A slanted edge of the swath at the right. */
function cutSwath(amplitude: Uint16Array, { widthPx, heightPx }: FjordOptions): void {
  for (let row = 0; row < heightPx; row++) {
    const end = Math.round(widthPx * (0.985 - 0.05 * (row / heightPx)));
    amplitude.fill(0, row * widthPx + end, (row + 1) * widthPx);
  }
}

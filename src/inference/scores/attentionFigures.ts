// How good an attention map of a gate is: where its mass lies, how sharp it is, and what it spends on padding, rock and sea.
import { rankValues } from "../preprocess/rankValues.ts";
import { distanceTransform, type GridSize } from "../raster/distanceTransform.ts";
import { ZONE_CODE } from "../trace/zoneFrontPixels.ts";

/** Within how many metres of the front an attention's mass is counted. */
export const NEAR_METRES = [250, 500, 1000] as const;
/** A gate above this lets all through. */
const SATURATED = 0.99;

/** What lies under each pixel of a map; row-major, all of the map's length. */
export type AttentionGround = {
  /** 1 where the network was given data, 0 on padding and where the scene has none. */
  readonly valid: ArrayLike<number>;
  /** From each pixel to the labelled front; null without a front. */
  readonly distanceMetres: ArrayLike<number> | null;
  /** CaFFe's codes; null where no zones are known. */
  readonly zones: ArrayLike<number> | null;
};

/** Within d metres of the front, over pixels with data. */
type NearFront = {
  readonly metres: number;
  /** Share of the map's sum, 0..1; null for a map that is 0. */
  readonly mass01: number | null;
  /** Share of the pixels, 0..1. */
  readonly area01: number;
  /** Mass over area: 1 is no better than even attention; null where either is not there. */
  readonly concentration: number | null;
};

/** Of a region, over the whole map. */
export type RegionEnergy = {
  /** Share of the sum of squares, 0..1; null for a map that is 0. */
  readonly energy01: number | null;
  /** Share of the pixels, 0..1. */
  readonly area01: number;
  /** Energy over area: 1 is no less than elsewhere; null where either is not there. */
  readonly quotient: number | null;
};

export type AttentionFigures = {
  /** By `NEAR_METRES`; null without a front. */
  readonly near: readonly NearFront[] | null;
  /** 0 all on one pixel, 1 even; null for a map that is 0, or with less than two pixels of data. */
  readonly entropy01: number | null;
  /** -1 falls with every metre from the front, 1 rises; null without a front, or where map or distance is constant. */
  readonly distanceCorrelation: number | null;
  readonly energy: {
    readonly noData: RegionEnergy;
    /** Null where no zones are known. */
    readonly rock: RegionEnergy | null;
    readonly glacier: RegionEnergy | null;
    /** CaFFe has one class for both. */
    readonly oceanAndMelange: RegionEnergy | null;
  };
  /** Of the values where there is data; null without data. */
  readonly mean: number | null;
  /** Population standard deviation. */
  readonly deviation: number | null;
  /** Share of pixels above 0.99. */
  readonly saturated01: number | null;
};

/**
 * `map`: a gate's alpha, 0..1, over all that the network was given. With V the pixels with data, a_i the map, s_i the
 * distance to the front, n = |V| and A = sum of a_i over V:
 *
 * - mass within d: sum of a_i over V with s_i <= d, over A; concentration: that over |V with s_i <= d| / n
 * - entropy: -sum over V of p_i ln p_i, p_i = a_i / A, over ln n
 * - distance correlation: Spearman's, Pearson's correlation of the mid-ranks of a_i and s_i over V
 * - energy of a region R: sum of a_i^2 over R, over the same over all pixels; quotient: that over |R| / all pixels. Rock,
 *   glacier, ocean and melange count where there is data.
 * - mean, standard deviation, share above 0.99: over V
 */
export function attentionFigures(
  map: ArrayLike<number>,
  ground: AttentionGround,
): AttentionFigures {
  const { valid, distanceMetres, zones } = ground;
  const sums = sumsOf(map, valid);
  const { count, squares, total } = sums;
  const mean = count === 0 ? null : total / count;
  const energyOf = regionEnergies(map);
  const zone = (code: number) =>
    zones && energyOf((i) => valid[i] === 1 && (zones[i] as number) === code);
  return {
    near: distanceMetres && nearFront(map, { valid, distanceMetres }, sums),
    entropy01: count < 2 || total === 0 ? null : entropy(sums),
    distanceCorrelation: distanceMetres && rankCorrelation(map, distanceMetres, valid),
    energy: {
      noData: energyOf((i) => !valid[i]),
      rock: zone(ZONE_CODE.rock),
      glacier: zone(ZONE_CODE.glacier),
      oceanAndMelange: zone(ZONE_CODE.ocean),
    },
    mean,
    deviation: mean === null ? null : Math.sqrt(Math.max(0, squares / count - mean * mean)),
    saturated01: count === 0 ? null : sums.saturated / count,
  };
}

/**
 * The ground under a map from masks of its size, row-major: 1 on the labelled front as a line, 1 where there is data,
 * CaFFe's codes. A front without any pixel is none.
 */
export function attentionGround(
  { front, valid, zones }: AttentionMasks,
  size: GridSize,
  pixelSizeMetres: { readonly x: number; readonly y: number },
): AttentionGround {
  const distanceMetres = front.some((set) => set === 1)
    ? distanceTransform(front, size, pixelSizeMetres)
    : null;
  return { valid, distanceMetres, zones };
}

export type AttentionMasks = Pick<AttentionGround, "valid" | "zones"> & {
  readonly front: Uint8Array;
};

/** A square map of a coarse layer at the side of the network's input, its values repeated as they are shown. Row-major. */
export function spreadOver(
  values: ArrayLike<number>,
  sidePx: number,
  sizePx: number,
): Float32Array<ArrayBuffer> {
  const out = new Float32Array(sizePx * sizePx);
  for (let row = 0, at = 0; row < sizePx; row++) {
    const from = Math.floor((row * sidePx) / sizePx) * sidePx;
    for (let col = 0; col < sizePx; col++, at++)
      out[at] = values[from + Math.floor((col * sidePx) / sizePx)] as number;
  }
  return out;
}

/** Over pixels with data. */
type Sums = {
  readonly count: number;
  readonly total: number;
  readonly squares: number;
  /** Of a ln a, which goes to 0 with a. */
  readonly logarithms: number;
  readonly saturated: number;
};

function sumsOf(map: ArrayLike<number>, valid: ArrayLike<number>): Sums {
  let [count, total, squares, logarithms, saturated] = [0, 0, 0, 0, 0];
  for (let i = 0; i < map.length; i++) {
    if (!valid[i]) continue;
    const value = map[i] as number;
    count++;
    total += value;
    squares += value * value;
    if (value > 0) logarithms += value * Math.log(value);
    if (value > SATURATED) saturated++;
  }
  return { count, total, squares, logarithms, saturated };
}

/** -sum p ln p = ln A - (sum a ln a) / A. */
function entropy({ count, logarithms, total }: Sums): number {
  const nats = Math.log(total) - logarithms / total;
  return Math.min(1, Math.max(0, nats / Math.log(count)));
}

function nearFront(
  map: ArrayLike<number>,
  { distanceMetres, valid }: { readonly [Key in "distanceMetres" | "valid"]: ArrayLike<number> },
  { count, total }: Sums,
): NearFront[] {
  return NEAR_METRES.map((metres) => {
    let [mass, pixels] = [0, 0];
    for (let i = 0; i < map.length; i++) {
      if (!valid[i] || (distanceMetres[i] as number) > metres) continue;
      mass += map[i] as number;
      pixels++;
    }
    const mass01 = total === 0 ? null : mass / total;
    const area01 = count === 0 ? 0 : pixels / count;
    return { metres, mass01, area01, concentration: quotient(mass01, area01) };
  });
}

function regionEnergies(map: ArrayLike<number>): (isIn: (i: number) => boolean) => RegionEnergy {
  let all = 0;
  for (let i = 0; i < map.length; i++) all += (map[i] as number) ** 2;
  return (isIn) => {
    let [energy, pixels] = [0, 0];
    for (let i = 0; i < map.length; i++) {
      if (!isIn(i)) continue;
      energy += (map[i] as number) ** 2;
      pixels++;
    }
    const energy01 = all === 0 ? null : energy / all;
    const area01 = map.length === 0 ? 0 : pixels / map.length;
    return { energy01, area01, quotient: quotient(energy01, area01) };
  };
}

function quotient(share01: number | null, area01: number): number | null {
  return share01 === null || area01 === 0 ? null : share01 / area01;
}

/** Spearman's, ties by mid-ranks, over pixels with data; null where either has one value alone. */
function rankCorrelation(
  map: ArrayLike<number>,
  distance: ArrayLike<number>,
  valid: ArrayLike<number>,
): number | null {
  const ranksOf = (values: ArrayLike<number>) =>
    rankValues(Float32Array.from(values, (value, i) => (valid[i] ? value : Number.NaN))).filter(
      (rank) => !Number.isNaN(rank),
    );
  const [a, b] = [ranksOf(map), ranksOf(distance)];
  const isConstant = (ranks: Float32Array) => ranks.every((rank) => rank === ranks[0]);
  if (isConstant(a) || isConstant(b)) return null;
  // A mid-rank as a share of the count has the mean 1/2, whatever the ties.
  let [both, squaresA, squaresB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [(a[i] as number) - 0.5, (b[i] as number) - 0.5];
    both += x * y;
    squaresA += x * x;
    squaresB += y * y;
  }
  return both / Math.sqrt(squaresA * squaresB);
}

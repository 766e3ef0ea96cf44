// Randomness of simulated scenes.
import type { Random } from "../../src/base/seededRandom.ts";

/** Standard normal (Box and Muller). */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Gamma distribution of mean 1 and the given number of looks: multiplicative speckle (Marsaglia and Tsang 2000). */
export function speckle(random: Random, looks: number): number {
  const shape = looks < 1 ? looks + 1 : looks;
  const boost = looks < 1 ? random() ** (1 / looks) : 1;
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(random);
    const v = (1 + c * x) ** 3;
    if (v <= 0) continue;
    if (Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v))
      return (boost * d * v) / looks;
  }
}

/** Smooth noise of two coordinates, about -1..1, features about 1 unit apart. */
export type Noise = (x: number, y: number) => number;

export function valueNoise(seed: number): Noise {
  const corner = (x: number, y: number) => {
    let h =
      (Math.imul(x, 374_761_393) + Math.imul(y, 668_265_263) + Math.imul(seed, 974_634_777)) | 0;
    h = Math.imul(h ^ (h >>> 13), 1_274_126_177);
    return ((h ^ (h >>> 16)) >>> 0) / 2 ** 31 - 1;
  };
  const ease = (t: number) => t * t * t * (t * (t * 6 - 15) + 10);
  return (x, y) => {
    const [x0, y0] = [Math.floor(x), Math.floor(y)];
    const [u, v] = [ease(x - x0), ease(y - y0)];
    const top = corner(x0, y0) * (1 - u) + corner(x0 + 1, y0) * u;
    const bottom = corner(x0, y0 + 1) * (1 - u) + corner(x0 + 1, y0 + 1) * u;
    return top * (1 - v) + bottom * v;
  };
}

/** Noise summed over octaves, each half as wide and half as strong. */
export function fractalNoise(seed: number, octaves: number): Noise {
  const layers = Array.from({ length: octaves }, (_, i) => valueNoise(seed + 101 * i));
  return (x, y) =>
    layers.reduce((sum, noise, i) => sum + noise(x * 2 ** i, y * 2 ** i) / 2 ** (i + 1), 0) * 1.3;
}

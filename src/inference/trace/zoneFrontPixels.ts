// From a zone map to front pixels by the rules of CaFFe (Gourmelon et al. 2022, doi:10.5194/essd-14-4287-2022;
// networks.md section 4). Zone maps are row-major in CaFFe's codes.
import { connectedComponents, largestComponent } from "../raster/connectedComponents.ts";
import type { GridSize } from "../raster/distanceTransform.ts";

/** Grey codes of CaFFe's zone pictures. */
export const ZONE_CODE = { noInformation: 0, rock: 64, glacier: 127, ocean: 254 } as const;

/**
 * Step 1: of what is not ocean the largest 8-connected part stays, every other becomes ocean. With `valid` only pixels that
 * are 1 in it make a part large: a picture's corner without data may be larger than its land.
 */
export function fillOceanHoles(
  zones: Uint8Array,
  size: GridSize,
  valid?: ArrayLike<number>,
): Uint8Array<ArrayBuffer> {
  const land = zones.map((code) => (code === ZONE_CODE.ocean ? 0 : 1));
  const filled = new Uint8Array(zones.length).fill(ZONE_CODE.ocean);
  for (const i of largestComponent(land, size, valid)) filled[i] = zones[i] as number;
  return filled;
}

/** Step 2: the largest 8-connected ocean stays, every other becomes glacier. */
export function keepLargestOcean(zones: Uint8Array, size: GridSize): Uint8Array<ArrayBuffer> {
  const ocean = zones.map((code) => (code === ZONE_CODE.ocean ? 1 : 0));
  const kept = Uint8Array.from(zones, (code) =>
    code === ZONE_CODE.ocean ? ZONE_CODE.glacier : code,
  );
  for (const i of largestComponent(ocean, size)) kept[i] = ZONE_CODE.ocean;
  return kept;
}

/** Step 3: 1 at ocean pixels with glacier above, below, left or right; nothing lies outside the picture. */
export function frontPixels(
  zones: ArrayLike<number>,
  { widthPx, heightPx }: GridSize,
): Uint8Array<ArrayBuffer> {
  const isGlacier = (col: number, row: number) =>
    col >= 0 &&
    row >= 0 &&
    col < widthPx &&
    row < heightPx &&
    zones[row * widthPx + col] === ZONE_CODE.glacier;
  const front = new Uint8Array(widthPx * heightPx);
  for (let row = 0, at = 0; row < heightPx; row++)
    for (let col = 0; col < widthPx; col++, at++) {
      if (zones[at] !== ZONE_CODE.ocean) continue;
      const touches =
        isGlacier(col - 1, row) ||
        isGlacier(col + 1, row) ||
        isGlacier(col, row - 1) ||
        isGlacier(col, row + 1);
      if (touches) front[at] = 1;
    }
  return front;
}

export type ShortFrontRule = {
  /** CaFFe: 750 m. */
  readonly minimumLengthMetres: number;
  /** Of a pixel's side. */
  readonly pixelMetres: number;
  /** Whether a front of exactly the minimum stays: not so in CaFFe, but in SSL4SAR (Gourmelon et al. 2025). */
  readonly keepsExactMinimum?: boolean;
};

/** Step 4: without the 8-connected fronts whose number of pixels, not whose length, falls short of the minimum. */
export function dropShortFronts(
  front: ArrayLike<number>,
  size: GridSize,
  { keepsExactMinimum = false, minimumLengthMetres, pixelMetres }: ShortFrontRule,
): Uint8Array<ArrayBuffer> {
  const minimumPx = minimumLengthMetres / pixelMetres;
  const kept = new Uint8Array(front.length);
  for (const component of connectedComponents(front, size)) {
    const { length } = component;
    if (length > minimumPx || (keepsExactMinimum && length === minimumPx))
      for (const i of component) kept[i] = 1;
  }
  return kept;
}

// Coordinate spaces that cannot be mixed up, and the affine between pixels and map.

declare const space: unique symbol;
type XY<Space extends string> = readonly [x: number, y: number] & { readonly [space]?: Space };

/** Column and row in the full-resolution image; (0, 0) is the top-left corner of the top-left pixel, y down. */
export type PixelXY = XY<"pixel">;
/** Coordinates in the scene's own CRS, x right (east), y up (north); metres or degrees as the CRS says. */
export type MapXY = XY<"map">;
/** Longitude and latitude on WGS84, degrees. */
export type LonLat = XY<"lonlat">;

/** Geotransform `[a, b, c, d, e, f]`: x = a*col + b*row + c, y = d*col + e*row + f. */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** Map bounds `[minX, minY, maxX, maxY]`. */
export type Bounds = readonly [minX: number, minY: number, maxX: number, maxY: number];

export function pixelToMap([a, b, c, d, e, f]: Affine, [col, row]: PixelXY): MapXY {
  return [a * col + b * row + c, d * col + e * row + f];
}

/** The inverse transform; null when the affine is singular. */
export function invertAffine([a, b, c, d, e, f]: Affine): Affine | null {
  const det = a * e - b * d;
  if (!Number.isFinite(det) || det === 0) return null;
  return [e / det, -b / det, (b * f - c * e) / det, -d / det, a / det, (c * d - a * f) / det];
}

/** `outer` after `inner`: the transform that applies `inner` first. */
export function composeAffine(outer: Affine, inner: Affine): Affine {
  const [a, b, c, d, e, f] = outer;
  const [g, h, i, j, k, l] = inner;
  return [
    a * g + b * j,
    a * h + b * k,
    a * i + b * l + c,
    d * g + e * j,
    d * h + e * k,
    d * i + e * l + f,
  ];
}

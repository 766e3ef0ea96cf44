// A SAR picture and the optical picture of the same place, as files that are still to be read.
import { type Affine, pixelToMap } from "../../src/geo/coordinates.ts";
import type { Band, Scene } from "../../src/scene/scene.ts";

export type OpenPicture = {
  readonly path: string;
  readonly scene: Pick<
    Scene,
    "widthPx" | "heightPx" | "bandCount" | "bandNames" | "crs" | "pixelToMap" | "pixelSizeMetres"
  >;
  /** `band` counts from 0; NaN where there is no data. */
  readonly readBand: (band: number) => Promise<Band>;
};

export type PictureSource = {
  /** Tells pictures apart, and names them in messages. */
  readonly path: string;
  /** Rejects with an AppError that names the file. */
  readonly open: () => Promise<OpenPicture>;
};

export type PairSource = {
  readonly name: string;
  /** `both`: its lower rows validate. */
  readonly part: "train" | "validation" | "both";
  readonly sar: PictureSource;
  /** Many SAR pictures share one. */
  readonly optical: PictureSource;
};

/** Why two pictures do not lie on each other; null where they do, whatever their pixels' sizes. */
export function whyGridsDiffer(sar: OpenPicture, optical: OpenPicture): string | null {
  const [a, b] = [sar.scene, optical.scene];
  const pictures = `${sar.path} and ${optical.path}`;
  if (a.crs.kind === "pixel" || b.crs.kind === "pixel")
    return a.widthPx === b.widthPx && a.heightPx === b.heightPx
      ? null
      : `${pictures} have ${a.widthPx} x ${a.heightPx} and ${b.widthPx} x ${b.heightPx} pixels, and are not both georeferenced: lay them onto one grid.`;
  if (a.crs.proj4 !== b.crs.proj4)
    return `${pictures} are in ${a.crs.code ?? a.crs.name} and ${b.crs.code ?? b.crs.name}: lay them onto one grid.`;
  const tolerance = Math.max(pixelSide(a.pixelToMap), pixelSide(b.pixelToMap)) / 2;
  const [ours, theirs] = [corners(a), corners(b)];
  const isSame = ours.every(([x, y], i) => {
    const [u, v] = theirs[i] as readonly [number, number];
    return Math.hypot(x - u, y - v) <= tolerance;
  });
  return isSame ? null : `${pictures} do not cover the same ground: lay them onto one grid.`;
}

function corners({ pixelToMap: affine, widthPx, heightPx }: OpenPicture["scene"]) {
  return [
    pixelToMap(affine, [0, 0]),
    pixelToMap(affine, [widthPx, 0]),
    pixelToMap(affine, [0, heightPx]),
  ];
}

/** The longer side, in map units. */
function pixelSide(affine: Affine): number {
  const [x0, y0] = pixelToMap(affine, [0, 0]);
  const sides = [pixelToMap(affine, [1, 0]), pixelToMap(affine, [0, 1])];
  return Math.max(...sides.map(([x, y]) => Math.hypot(x - x0, y - y0)));
}

// Pictures of figures, pixel by pixel: scenes in grey, maps in colours, masks in the seed paper's colours.
import { encode } from "fast-png";
import type { ColourMapName } from "../scene/colourMaps.ts";
import { type Blend, paintMap, type ValueGrid } from "../scene/paintMap.ts";

export type Picture = {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Red, green and blue, 0..255, row-major from the top left. */
  readonly rgb: Uint8Array;
};

/** Label, prediction and both: the colours of the seed paper's figures (networks.md 1.11). */
export const OVERLAY_COLOURS = {
  label: [41, 219, 0],
  prediction: [234, 0, 0],
  both: [255, 228, 0],
} as const;

type Rgb = readonly [red: number, green: number, blue: number];
type Size = { readonly widthPx: number; readonly heightPx: number };

/** What there is no value for is left as the paper. */
const PAPER: Rgb = [255, 255, 255];

/** `grey01`: row-major, 0 black to 1 white; white where it is NaN. */
export function greyPicture(size: Size, grey01: ArrayLike<number>): Picture {
  return picture(size, (i) => {
    const shade = 255 * Math.min(1, Math.max(0, grey01[i] as number));
    return Number.isNaN(shade) ? PAPER : [shade, shade, shade];
  });
}

/** The map alone, in its colours; white where there was no data. */
export function mapPicture(map: ValueGrid, colourMap: ColourMapName): Picture {
  const blank = { ...map, rgb: new Uint8Array(3 * map.widthPx * map.heightPx).fill(255) };
  return mapOver(blank, map, { colourMap, opacity01: 1, blend: "over" });
}

export type MapLook = {
  readonly colourMap: ColourMapName;
  readonly opacity01: number;
  readonly blend: Blend;
};

/** The map on a picture of its size, as it lies on the scene in the map view. */
export function mapOver(below: Picture, map: ValueGrid, look: MapLook): Picture {
  const { blend, colourMap, opacity01 } = look;
  const rgba = paintMap(map, { colourMap, fadesOut: blend === "value" });
  const { heightPx, widthPx } = below;
  const rgb = new Uint8ClampedArray(3 * widthPx * heightPx);
  for (let i = 0; i < widthPx * heightPx; i++) {
    const alpha = ((rgba[4 * i + 3] as number) / 255) * opacity01;
    for (let c = 0; c < 3; c++) {
      const under = below.rgb[3 * i + c] as number;
      const above = blended(blend, under, rgba[4 * i + c] as number);
      rgb[3 * i + c] = under + alpha * (above - under);
    }
  }
  return { widthPx, heightPx, rgb: new Uint8Array(rgb.buffer) };
}

function blended(blend: Blend, below: number, above: number): number {
  if (blend === "multiply") return (below * above) / 255;
  return blend === "screen" ? below + above - (below * above) / 255 : above;
}

/** Masks on a picture of their size, 0 or 1, row-major: label green, prediction red, both yellow. */
export function masksOver(
  below: Picture,
  label: ArrayLike<number>,
  prediction: ArrayLike<number>,
): Picture {
  return picture(below, (i) => {
    if (label[i] && prediction[i]) return OVERLAY_COLOURS.both;
    if (label[i]) return OVERLAY_COLOURS.label;
    if (prediction[i]) return OVERLAY_COLOURS.prediction;
    const { rgb } = below;
    return [rgb[3 * i] as number, rgb[3 * i + 1] as number, rgb[3 * i + 2] as number];
  });
}

/** PNG with exactly these pixels, as a data URI. */
export function pngDataUri({ widthPx, heightPx, rgb }: Picture): string {
  const png = encode({ width: widthPx, height: heightPx, data: rgb, channels: 3 });
  let binary = "";
  // In parts: a call takes only so many arguments.
  for (let i = 0; i < png.length; i += 8192)
    binary += String.fromCharCode(...png.subarray(i, i + 8192));
  return `data:image/png;base64,${btoa(binary)}`;
}

function picture({ widthPx, heightPx }: Size, colour: (i: number) => Rgb): Picture {
  const rgb = new Uint8ClampedArray(3 * widthPx * heightPx);
  // One by one: `set` takes longer than all else.
  for (let i = 0; i < widthPx * heightPx; i++) {
    const [red, green, blue] = colour(i);
    rgb[3 * i] = red;
    rgb[3 * i + 1] = green;
    rgb[3 * i + 2] = blue;
  }
  return { widthPx, heightPx, rgb: new Uint8Array(rgb.buffer) };
}

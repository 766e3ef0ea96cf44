// Pictures of a report as PNG data URIs: a scene under label and prediction, and maps in a colour table.
import { encode } from "fast-png";
import { colourTable } from "../../src/scene/colourMaps.ts";

/** Label, prediction and both: the colours of the seed paper's figures (networks.md 1.11). */
export const OVERLAY_COLOURS = {
  label: [41, 219, 0],
  prediction: [234, 0, 0],
  both: [255, 228, 0],
} as const;

/** `grey` 0..1, `label` and `prediction` 0 or 1, row-major, `side` x `side` pixels. */
export function overlayPicture(
  grey: ArrayLike<number>,
  label: ArrayLike<number>,
  prediction: ArrayLike<number>,
  side: number,
): string {
  return picture(side, (i) => {
    if (label[i] && prediction[i]) return OVERLAY_COLOURS.both;
    if (label[i]) return OVERLAY_COLOURS.label;
    if (prediction[i]) return OVERLAY_COLOURS.prediction;
    const shade = 255 * Math.sqrt(grey[i] as number);
    return [shade, shade, shade];
  });
}

/** `values` 0..1 in jet, as in the seed paper; row-major. */
export function mapPicture(values: ArrayLike<number>, side: number): string {
  const table = colourTable("jet");
  return picture(side, (i) => {
    const entry = 3 * Math.round(255 * Math.min(1, Math.max(0, values[i] as number)));
    return [table[entry], table[entry + 1], table[entry + 2]] as [number, number, number];
  });
}

function picture(side: number, colour: (i: number) => readonly [number, number, number]): string {
  const data = new Uint8Array(side * side * 3);
  for (let i = 0; i < side * side; i++) data.set(colour(i), 3 * i);
  const png = encode({ width: side, height: side, data, channels: 3 });
  return `data:image/png;base64,${Buffer.from(png).toString("base64")}`;
}

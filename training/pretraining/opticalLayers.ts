// Which bands of a Sentinel-2 file are the 14 layers that pretraining asks for.
import { AppError } from "../../src/base/errors.ts";
import { OPTICAL_LAYERS } from "../../src/models/pretraining.ts";

/** A band's index for each of `OPTICAL_LAYERS`, null where the file has none. */
export type LayerBands = readonly (number | null)[];

const L2A = ["B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "B8A", "B9", "B11", "B12"];
/** Orders of bands without names: L1C; the 12 reflectances of L2A; the 14 layers; as Earth Engine exports L2A (20 bands or more). */
const KNOWN_ORDERS: readonly (readonly string[])[] = [
  ["B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "B8A", "B9", "B10", "B11", "B12"],
  L2A,
  OPTICAL_LAYERS,
  [...L2A, "AOT", "WVP", "SCL"],
];

/** By the bands' names where they are Sentinel-2's, else by their number. Throws `file-unsupported` naming the file. */
export function layerBands(
  path: string,
  { bandCount, bandNames }: { readonly bandCount: number; readonly bandNames: readonly string[] },
): LayerBands {
  const named = bandNames.map(plainName);
  const isNamed = OPTICAL_LAYERS.filter((layer) => named.includes(layer)).length > 2;
  const order = isNamed ? named : orderOf(bandCount);
  if (!order)
    throw new AppError(
      "file-unsupported",
      `${path} has ${bandCount} bands without names of Sentinel-2's: 12, 13, 14 or at least 15 are understood (docs/datasets.md).`,
    );
  return OPTICAL_LAYERS.map((layer) => {
    const at = order.indexOf(layer);
    return at < 0 ? null : at;
  });
}

function orderOf(bandCount: number): readonly string[] | undefined {
  return (
    KNOWN_ORDERS.find((order) => order.length === bandCount) ??
    (bandCount > 15 ? KNOWN_ORDERS.at(-1) : undefined)
  );
}

/** "B02" and "b2" are B2. */
function plainName(name: string): string {
  return name
    .trim()
    .toUpperCase()
    .replace(/^B0(\d)/, "B$1");
}

// A map of zones that was made by interpolation, or learned from one, has a seam of glacier between rock and ocean and
// beside no data, since glacier's code lies between theirs. Such a seam is no ice, and its far side no front.
import { connectedComponents, neighbours } from "../raster/connectedComponents.ts";
import type { GridSize } from "../raster/distanceTransform.ts";
import { ZONE_CODE } from "./zoneFrontPixels.ts";

const { glacier, noInformation, ocean, rock } = ZONE_CODE;

/**
 * What an opening of the glacier by 2 x 2 pixels takes away, and touches rock or no information, becomes what is
 * commonest around it apart from glacier (ocean, then rock, among equals). Thin ice amid ocean and glacier alone stays:
 * there it is the front's own shape. Row-major, CaFFe's codes.
 */
export function dropThinRims(zones: Uint8Array, size: GridSize): Uint8Array<ArrayBuffer> {
  const out = Uint8Array.from(zones);
  const isFalse = (i: number) => zones[i] === rock || zones[i] === noInformation;
  for (const rim of connectedComponents(thinGlacier(zones, size), size)) {
    if (!rim.some((i) => neighbours(i, size).some(isFalse))) continue;
    for (const i of rim) out[i] = commonest(neighbours(i, size).map((at) => zones[at] as number));
  }
  return out;
}

/** 1 at glacier pixels that lie in no 2 x 2 pixels of glacier. */
function thinGlacier(zones: Uint8Array, { heightPx, widthPx }: GridSize): Uint8Array {
  const thin = zones.map((code) => (code === glacier ? 1 : 0));
  for (let row = 0; row + 1 < heightPx; row++)
    for (let col = 0; col + 1 < widthPx; col++) {
      const at = row * widthPx + col;
      const block = [at, at + 1, at + widthPx, at + widthPx + 1];
      if (block.every((i) => zones[i] === glacier)) for (const i of block) thin[i] = 0;
    }
  return thin;
}

function commonest(codes: readonly number[]): number {
  const counts = [ocean, rock, noInformation].map((code) => ({
    code,
    count: codes.filter((other) => other === code).length,
  }));
  const [best] = counts.sort((a, b) => b.count - a.count);
  return best && best.count > 0 ? best.code : glacier;
}

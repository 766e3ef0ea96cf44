// Maps of one network's grid laid onto another's, over the same scene.
import { composeAffine, invertAffine, pixelToMap } from "../../geo/coordinates.ts";
import type { NetworkGrid } from "../prediction.ts";
import { sample } from "../trace/refineRidge.ts";

type Maps = readonly Float32Array<ArrayBuffer>[];

/** Bilinear between pixel centres, edges repeated. The same maps where the grids are one. */
export function mapsOnGrid(maps: Maps, from: NetworkGrid, to: NetworkGrid): Maps {
  const toFrom = gridToGrid(from, to);
  if (toFrom === null) return maps;
  return maps.map((values) => {
    const source = { values, widthPx: from.widthPx, heightPx: from.heightPx };
    const out = new Float32Array(to.widthPx * to.heightPx);
    for (let row = 0, at = 0; row < to.heightPx; row++)
      for (let col = 0; col < to.widthPx; col++, at++) {
        const [x, y] = pixelToMap(toFrom, [col + 0.5, row + 0.5]);
        out[at] = sample(source, x, y);
      }
    return out;
  });
}

/** From a place on `to` to the same on `from`; null where they are one grid. */
function gridToGrid(from: NetworkGrid, to: NetworkGrid) {
  const back = invertAffine(from.gridToPixel);
  const isSame =
    from.widthPx === to.widthPx &&
    from.heightPx === to.heightPx &&
    from.gridToPixel.every((value, i) => value === to.gridToPixel[i]);
  return back === null || isSame ? null : composeAffine(back, to.gridToPixel);
}

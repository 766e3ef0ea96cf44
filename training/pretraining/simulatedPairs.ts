// Simulated fjords with simulated optical pictures: pairs for tests, and to mix in where real ones are few.
import { PIXEL_CRS } from "../../src/geo/crs.ts";
import type { Band } from "../../src/scene/scene.ts";
import { ZONE_CODES } from "../datasets/labelledScene.ts";
import { simulatedTile } from "../datasets/simulated.ts";
import { simulateOptical } from "../simulation/simulateOptical.ts";
import type { PairSource, PictureSource } from "./pairSource.ts";

/** None of those that training on labels adds. */
const FIRST_SEED = 500_000;

/** `count` fjords of 19 x 15 km at 30 m, each from a seed of its own. */
export function simulatedPairs(count: number): PairSource[] {
  const tileOf = rememberLast(simulatedTile);
  return Array.from({ length: count }, (_, i) => {
    const seed = FIRST_SEED + i;
    return {
      name: `simulated_${seed}`,
      part: "both",
      sar: picture(
        `simulated_${seed}`,
        () => tileOf(seed),
        ({ band }) => [band.values],
      ),
      optical: picture(
        `simulated_${seed}_optical`,
        () => tileOf(seed),
        ({ band, zones }) => simulateOptical(zoneIndices(zones), band.widthPx, seed),
      ),
    };
  });
}

type Tile = ReturnType<typeof simulatedTile>;

function picture(
  path: string,
  makeTile: () => Tile,
  bandsOf: (tile: Tile) => readonly Band["values"][],
): PictureSource {
  return {
    path,
    open: async () => {
      const tile = makeTile();
      const { widthPx, heightPx } = tile.band;
      const bands = bandsOf(tile);
      const scene = {
        ...{ widthPx, heightPx, bandCount: bands.length, bandNames: [] },
        ...{ crs: PIXEL_CRS, pixelToMap: [1, 0, 0, 0, -1, 0] as const },
        pixelSizeMetres: tile.facts.pixelSizeMetres,
      };
      const readBand = async (band: number) => ({
        widthPx,
        heightPx,
        values: bands[band] as Band["values"],
      });
      return { path, scene, readBand };
    },
  };
}

/** Both pictures of a pair are opened one after the other: the fjord is made once for the two. */
function rememberLast<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  let last: { readonly key: Key; readonly value: Value } | null = null;
  return (key) => {
    if (last?.key !== key) last = { key, value: make(key) };
    return last.value;
  };
}

function zoneIndices(codes: Tile["zones"]): Uint8Array {
  return Uint8Array.from(codes ?? [], (code) =>
    ZONE_CODES.indexOf(code as (typeof ZONE_CODES)[number]),
  );
}

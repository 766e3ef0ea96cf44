// The SAR picture: raw values as GPU tiles, stretched in the shader so that no pixel is read again.
import WebGLTileLayer from "ol/layer/WebGLTile.js";
import type Projection from "ol/proj/Projection.js";
import DataTileSource from "ol/source/DataTile.js";
import TileGrid from "ol/tilegrid/TileGrid.js";
import type { Bounds } from "../geo/coordinates.ts";
import type { DisplayRecipe } from "../scene/displayRecipe.ts";
import type { Scene } from "../scene/scene.ts";

/** A north-up picture of part of a scene: row-major, NaN where there is nothing. */
type TilePicture = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly values: Float32Array;
  /** A sharper one can be had after sharpening. */
  readonly isQuick: boolean;
  /** As read, where other values are shown. */
  readonly raw?: Float32Array | undefined;
};

type TileRequest = {
  readonly sceneId: string;
  readonly band: number;
  readonly bounds: Bounds;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly display?: DisplayRecipe | undefined;
  readonly signal: AbortSignal;
};

type ReadTile = (request: TileRequest) => Promise<TilePicture>;

/** Pixels of scenes. */
export type SarPixels = {
  readonly readTile: ReadTile;
  /** Makes the pictures of a large scene as sharp as they can be; false where nothing has come of it. */
  readonly sharpen: (sceneId: string, band: number) => Promise<boolean>;
};

/** Values of the scene that become black and white; gamma bends what lies between. */
export type ShownRange = { readonly low: number; readonly high: number; readonly gamma: number };

export type SarLayer = {
  readonly layer: WebGLTileLayer;
  readonly stretch: (range: ShownRange) => void;
  /** The value under a screen pixel from the tiles on the GPU; null where there is none. */
  readonly valueAt: (screenPixel: number[]) => number | null;
};

const TILE_SIZE_PX = 256;

/** A scene with the band of it that is shown, from 0, and how. */
export type ShownScene = {
  readonly scene: Scene;
  readonly band: number;
  readonly range: ShownRange;
  readonly display?: DisplayRecipe | undefined;
};

export function createSarLayer(
  { scene, band, range, display }: ShownScene,
  projection: Projection,
  { readTile, sharpen }: SarPixels,
): SarLayer {
  const tileGrid = sceneTileGrid(scene);
  let isSharpened = false;
  const channels = display === undefined ? READ_CHANNELS : SHOWN_CHANNELS;
  const source = new DataTileSource({
    projection,
    tileGrid,
    bandCount: channels,
    interpolate: false,
    wrapX: false,
    transition: 0,
    loader: async (z, x, y, { signal }) => {
      const [minX = 0, minY = 0, maxX = 0, maxY = 0] = tileGrid.getTileCoordExtent([z, x, y]);
      const tile = await readTile({
        sceneId: scene.id,
        band,
        bounds: [minX, minY, maxX, maxY],
        widthPx: TILE_SIZE_PX,
        heightPx: TILE_SIZE_PX,
        display,
        signal,
      });
      if (tile.isQuick && !isSharpened) {
        isSharpened = true;
        void sharpen(scene.id, band).then((isSharper) => isSharper && source.refresh());
      }
      return channelsOf(tile, channels);
    },
  });
  const layer = new WebGLTileLayer({
    source,
    style: { variables: { ...range }, color: STRETCHED },
    cacheSize: 512,
  });
  return {
    layer,
    stretch: (next) => layer.updateStyleVariables({ ...next }),
    valueAt: (screenPixel) => {
      const data = layer.getData(screenPixel);
      const isArray = data instanceof Float32Array;
      return isArray && data[1] === 1 ? (data[display === undefined ? 0 : 2] ?? null) : null;
    },
  };
}

const RANGE_SPAN = ["-", ["var", "high"], ["var", "low"]];
const SHARE = ["clamp", ["/", ["-", ["band", 1], ["var", "low"]], RANGE_SPAN], 0, 1];
const GREY = ["^", SHARE, ["var", "gamma"]];
const STRETCHED = ["array", GREY, GREY, GREY, ["band", 2]];

/** The value and alpha; and, where another value is shown than was read, that one. WebGL takes two or four. */
const READ_CHANNELS = 2;
const SHOWN_CHANNELS = 4;

/** Interleaved, with alpha: NaN would reach the shader as anything. */
function channelsOf({ values, raw }: TilePicture, channels: number): Float32Array<ArrayBuffer> {
  const interleaved = new Float32Array(channels * values.length);
  for (const [i, value] of values.entries()) {
    if (Number.isNaN(value)) continue;
    interleaved[channels * i] = value;
    interleaved[channels * i + 1] = 1;
    if (channels === SHOWN_CHANNELS) interleaved[channels * i + 2] = raw?.[i] ?? value;
  }
  return interleaved;
}

/** Halving resolutions from the whole scene in one tile down to the scene's own pixels. */
function sceneTileGrid({ bounds, pixelToMap }: Scene): TileGrid {
  const [minX, minY, maxX, maxY] = bounds;
  const [a, b, , d, e] = pixelToMap;
  const finest = Math.min(Math.hypot(a, d), Math.hypot(b, e));
  const whole = Math.max(maxX - minX, maxY - minY) / TILE_SIZE_PX;
  const levels = Math.max(0, Math.ceil(Math.log2(whole / finest)));
  return new TileGrid({
    extent: [...bounds],
    origin: [minX, maxY],
    resolutions: Array.from({ length: levels + 1 }, (_, level) => finest * 2 ** (levels - level)),
    tileSize: TILE_SIZE_PX,
  });
}

// A tile as it is to be shown: read, cleared of speckle, in decibels, evened out, as the reader chose. Nothing of this
// reaches a network.
import type { Bounds } from "../../geo/coordinates.ts";
import type { DisplayRecipe } from "../../scene/displayRecipe.ts";
import type { OpenScene } from "../../scene/openScene.ts";
import type { Picture } from "../../scene/pictureLevels.ts";
import {
  type PictureSize,
  sampleTile,
  type TileOptions,
  type TilePicture,
} from "../../scene/sceneTile.ts";
import { toDecibel } from "./decibel.ts";
import { leeFilter, refinedLeeFilter, speckleVariation } from "./leeFilter.ts";
import { type LocalContrast, localContrast } from "./localContrast.ts";
import { fastestMedian } from "./median/medianWebgpu.ts";

/** `values` as shown, `raw` as read: what the pointer tells. */
export type DisplayedTile = TilePicture & { readonly raw: Float32Array<ArrayBuffer> };

type Region = { readonly band: number; readonly bounds: Bounds; readonly size: PictureSize };

/** The longer side of what local contrast is decided by. */
const OVERVIEW_PX = 768;

/**
 * As `sampleTile`, worked on. Filters see past the tile's edge, so that tiles fit together. They work on what is shown:
 * the scene's own pixels where it is magnified, means of them where it is reduced, which have as many more looks.
 */
export async function displayTile(
  open: OpenScene,
  { band, bounds, size }: Region,
  recipe: DisplayRecipe,
  options: TileOptions = {},
): Promise<DisplayedTile> {
  const margin = marginOf(recipe);
  const [minX, minY, maxX, maxY] = bounds;
  const stepX = (maxX - minX) / size.widthPx;
  const stepY = (maxY - minY) / size.heightPx;
  const wide: Bounds = [
    minX - margin * stepX,
    minY - margin * stepY,
    maxX + margin * stepX,
    maxY + margin * stepY,
  ];
  const wideSize = { widthPx: size.widthPx + 2 * margin, heightPx: size.heightPx + 2 * margin };
  const read = await sampleTile(open, band, wide, wideSize, options);
  const cellPx = Math.max(1, pixelsPerCell(open, stepX, stepY));
  const filtered = cropped(await filterSpeckle(read, recipe, cellPx), margin, size);
  const values = inScale(filtered, recipe);
  if (recipe.localContrast) {
    const contrast = await contrastOf(open, band, recipe, options);
    evenOut({ ...size, values }, bounds, open.scene.bounds, contrast);
  }
  const raw = margin === 0 ? read.values : cropped(read.values, margin, size);
  return { ...size, values, raw, isQuick: read.isQuick };
}

function marginOf({ speckle, windowPx }: DisplayRecipe): number {
  if (speckle === "none") return 0;
  return speckle === "refined-lee" ? 4 : (windowPx - 1) / 2;
}

function pixelsPerCell({ scene: { pixelToMap } }: OpenScene, stepX: number, stepY: number) {
  const [a, b, , d, e] = pixelToMap;
  return Math.abs((stepX * stepY) / (a * e - b * d));
}

async function filterSpeckle(
  picture: Picture,
  recipe: DisplayRecipe,
  cellPx: number,
): Promise<Picture["values"]> {
  const { speckle, windowPx } = recipe;
  if (speckle === "none") return picture.values;
  if (speckle === "median") {
    const valid = new Uint8Array(picture.values.length);
    for (let i = 0; i < valid.length; i++) valid[i] = Number.isNaN(picture.values[i]) ? 0 : 1;
    return fastestMedian({ ...picture, valid }, windowPx);
  }
  // Speckle multiplies power, and adds to decibels: there it is filtered as power.
  const isDecibel = recipe.radiometry === "decibel";
  const image = isDecibel ? { ...picture, values: toPower(picture.values) } : picture;
  const radiometry = recipe.radiometry === "amplitude" ? "amplitude" : "power";
  const variation = speckleVariation(recipe.looks * cellPx, radiometry);
  const filtered =
    speckle === "lee" ? leeFilter(image, windowPx, variation) : refinedLeeFilter(image, variation);
  return isDecibel ? toDecibel(filtered, "power", filtered) : filtered;
}

function toPower(decibels: Picture["values"]): Picture["values"] {
  return decibels.map((value) => 10 ** (value / 10));
}

function inScale(values: Picture["values"], { scale, radiometry }: DisplayRecipe) {
  return scale === "decibel" ? toDecibel(values, radiometry) : values.slice();
}

function cropped(
  values: Picture["values"],
  margin: number,
  { widthPx, heightPx }: PictureSize,
): Picture["values"] {
  if (margin === 0) return values;
  const out = new Float32Array(widthPx * heightPx);
  const wide = widthPx + 2 * margin;
  for (let row = 0; row < heightPx; row++) {
    const from = (row + margin) * wide + margin;
    out.set(values.subarray(from, from + widthPx), row * widthPx);
  }
  return out;
}

function evenOut(
  { values, widthPx, heightPx }: Picture,
  [minX, minY, maxX, maxY]: Bounds,
  [left, foot, right, head]: Bounds,
  contrast: LocalContrast,
): void {
  for (let row = 0, at = 0; row < heightPx; row++) {
    const y = maxY + ((row + 0.5) / heightPx) * (minY - maxY);
    const y01 = (head - y) / (head - foot);
    for (let col = 0; col < widthPx; col++, at++) {
      const x = minX + ((col + 0.5) / widthPx) * (maxX - minX);
      values[at] = contrast.map(values[at] as number, (x - left) / (right - left), y01);
    }
  }
}

/** By band and what it is decided by; the scene placed anew is another one. */
const contrasts = new WeakMap<OpenScene, Map<string, Promise<LocalContrast>>>();

/** Of the whole scene, once for each band and scale. */
function contrastOf(
  open: OpenScene,
  band: number,
  recipe: DisplayRecipe,
  options: TileOptions,
): Promise<LocalContrast> {
  const ofScene = contrasts.get(open) ?? new Map<string, Promise<LocalContrast>>();
  contrasts.set(open, ofScene);
  const key = `${band} ${recipe.scale} ${recipe.radiometry}`;
  const known = ofScene.get(key);
  if (known !== undefined) return known;
  // Not under the first caller's signal: other tiles wait for the same.
  const made = readContrast(open, band, recipe, options);
  ofScene.set(key, made);
  made.catch(() => ofScene.delete(key));
  return made;
}

async function readContrast(
  open: OpenScene,
  band: number,
  recipe: DisplayRecipe,
  { onProgress, store }: TileOptions,
): Promise<LocalContrast> {
  const { bounds } = open.scene;
  const [minX, minY, maxX, maxY] = bounds;
  const perPx = Math.max(maxX - minX, maxY - minY) / OVERVIEW_PX;
  const size = {
    widthPx: Math.max(1, Math.round((maxX - minX) / perPx)),
    heightPx: Math.max(1, Math.round((maxY - minY) / perPx)),
  };
  const overview = await sampleTile(open, band, bounds, size, { onProgress, store: store ?? null });
  return localContrast({ ...size, values: inScale(overview.values, recipe) });
}

// Labels and maps of scenes as pictures: masks (PNG, GeoTIFF), training tiles, COCO, probability and attention maps.
import { encode } from "fast-png";
import { AppError } from "../base/errors.ts";
import { type Affine, composeAffine, type PixelXY } from "../geo/coordinates.ts";
import { cocoFile } from "./cocoFile.ts";
import type { GdalAccess } from "./gdal.ts";
import { frontMask, type ZonesOnGrid, zoneMask } from "./labelMasks.ts";
import type { RasterProduct } from "./rasterProducts.ts";
import type { Band, Scene } from "./scene.ts";
import { type TrainingTileFacts, writeTrainingTiles } from "./trainingTiles.ts";
import { writeGeoRaster } from "./writeGeoRaster.ts";
import type { WrittenFile } from "./writeVector.ts";

/** Maps of the network's grid; NaN where it was given no data. */
type Maps = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly gridToPixel: Affine;
  readonly maps: readonly { readonly name: string; readonly values: Float32Array<ArrayBuffer> }[];
};

export type RasterScene = {
  readonly scene: Scene;
  /** File name without extension. */
  readonly stem: string;
  /** In the scene's pixel coordinates. */
  readonly fronts: readonly (readonly PixelXY[])[];
  /** Null where no network with zones has seen the scene. */
  readonly zones: ZonesOnGrid | null;
  readonly maps: Maps | null;
  /** What tiles.json says; null for other products. */
  readonly facts: TrainingTileFacts | null;
};

type ReadBand = (scene: Scene) => Promise<Band>;

/** File by file, so that a cancel is heard between them. Throws `nothing-to-export` when a product has nothing in it. */
export async function* writeRasters(
  product: RasterProduct,
  scenes: readonly RasterScene[],
  { gdal, readBand }: { readonly gdal: GdalAccess; readonly readBand: ReadBand },
): AsyncGenerator<WrittenFile> {
  if (product === "coco") yield coco(scenes);
  else if (product === "training-tiles") yield* trainingTiles(scenes, readBand);
  else if (product === "maps-geotiff") yield* maps(scenes, gdal);
  else for (const scene of scenes) yield* masks(scene, product === "mask-png" ? null : gdal);
}

function coco(scenes: readonly RasterScene[]): WrittenFile {
  const text = cocoFile(
    scenes.map(({ scene, fronts }) => ({
      fileName: scene.fileName,
      widthPx: scene.widthPx,
      heightPx: scene.heightPx,
      date: scene.acquisition.date,
      fronts,
    })),
    new Date().toISOString(),
  );
  return { fileName: "annotations.coco.json", bytes: new TextEncoder().encode(text) };
}

async function* trainingTiles(scenes: readonly RasterScene[], readBand: ReadBand) {
  const written: WrittenFile[] = [];
  // Tile by tile: only one band is in memory at a time, the index of all comes last.
  const scenesOfTiles: TrainingTileFacts[] = [];
  for (const { scene, fronts, facts } of scenes) {
    if (facts === null) continue;
    const band = await readBand(scene);
    scenesOfTiles.push(facts);
    // A network's own zones would teach the next network its mistakes: zones are left out.
    for (const file of writeTrainingTiles(CREDIT, [{ facts, band, fronts, zones: null }]))
      if (file.fileName !== "tiles.json") yield file;
      else written.push(file);
  }
  const first = written[0];
  if (first === undefined)
    throw new AppError("nothing-to-export", "No scene with a front could become a training tile.");
  const index = JSON.parse(new TextDecoder().decode(first.bytes));
  const text = `${JSON.stringify({ ...index, scenes: scenesOfTiles }, null, 1)}\n`;
  yield { fileName: first.fileName, bytes: new TextEncoder().encode(text) };
}

const CREDIT = { licence: "", attribution: "exported from Icefront" } as const;

async function* maps(scenes: readonly RasterScene[], gdal: GdalAccess) {
  for (const { scene, stem, maps: own } of scenes) {
    if (own === null) continue;
    const gridToMap = composeAffine(scene.pixelToMap, own.gridToPixel);
    for (const { name, values } of own.maps) {
      const grid = { widthPx: own.widthPx, heightPx: own.heightPx, gridToMap, crs: scene.crs };
      const bytes = await writeGeoRaster({ ...grid, values }, gdal);
      yield { fileName: `${stem}_${name}.tif`, bytes };
    }
  }
}

async function* masks({ scene, stem, fronts, zones }: RasterScene, gdal: GdalAccess | null) {
  const { widthPx, heightPx, pixelToMap: gridToMap, crs } = scene;
  const layers = [["front", frontMask(fronts, scene)] as const];
  const all = zones === null ? layers : [...layers, ["zones", zoneMask(zones, scene)] as const];
  for (const [kind, values] of all) {
    if (gdal === null) {
      const png = encode({ width: widthPx, height: heightPx, channels: 1, depth: 8, data: values });
      yield { fileName: `${stem}.${kind}.png`, bytes: Uint8Array.from(png) };
    } else {
      const raster = { widthPx, heightPx, values, gridToMap, crs };
      yield { fileName: `${stem}.${kind}.tif`, bytes: await writeGeoRaster(raster, gdal) };
    }
  }
}

// What an export of masks, tiles or maps will write, scene by scene, and what is missing for it.
import { type Front, frontPath, frontsOfScene } from "../annotation/document.ts";
import { labelOfScene } from "../annotation/edits/setSceneLabel.ts";
import { effectiveDescription } from "../annotation/profiles/describeFront.ts";
import { info, type Remark, warning } from "../annotation/profiles/profile.ts";
import { safeFileName } from "../annotation/profiles/profiles.ts";
import { invertAffine, type PixelXY, pixelToMap } from "../geo/coordinates.ts";
import { RASTER_PRODUCTS, type RasterProduct } from "../scene/rasterProducts.ts";
import type { Scene } from "../scene/scene.ts";
import type { RasterScene } from "../scene/writeRasters.ts";
import {
  badlyPlaced,
  exportStem,
  leftOut,
  type PlanInput,
  scenesOf,
  takesFront,
  toldBy,
} from "./exportPlan.ts";
import type { PredictedMaps } from "./rasterRegistry.ts";
import type { OpenScene } from "./scenesStore.ts";

export type RasterPlan = {
  readonly product: RasterProduct;
  readonly scenes: readonly RasterScene[];
  readonly names: readonly string[];
  readonly stem: string;
  readonly remarks: readonly Remark[];
};

export function planRasters(input: PlanInput): RasterPlan {
  const product = RASTER_PRODUCTS.find((one) => one === input.choice.product) ?? "mask-png";
  const remarks: Remark[] = [];
  const taken = new Set<string>();
  const takes = takesFront(input);
  const scenes = scenesOf(input).flatMap((open) => {
    const fronts = frontsOfScene(input.document, open.scene.id).filter(takes);
    const raster = rasterScene(input, open, fronts, uniqueStem(open.scene, taken));
    const lack = lackOf(product, raster, open);
    const isWritten = isWritable(product, raster);
    const remark = isWritten ? info : warning;
    if (lack !== null) remarks.push(remark(`${open.scene.fileName}: ${lack}`));
    return isWritten ? [raster] : [];
  });
  const stem = `${exportStem(input.choice.scenes === "all" ? null : input.active.scene).replace(/_fronts$/, "")}_${product}`;
  const inner = namesOf(product, scenes);
  return {
    product,
    scenes,
    names: inner.length > 1 ? [`${stem}.zip`, ...inner] : inner,
    stem,
    remarks: [
      ...remarks,
      ...badlyPlaced(input),
      ...(product === "maps-geotiff" ? [] : leftOut(input)),
    ],
  };
}

function uniqueStem({ fileName }: Scene, taken: Set<string>): string {
  const base = safeFileName(fileName.replace(/\.[^.]*$/, ""));
  let stem = base;
  for (let n = 2; taken.has(stem); n++) stem = `${base}_${n}`;
  taken.add(stem);
  return stem;
}

function rasterScene(
  { document, rasters, choice }: PlanInput,
  open: OpenScene,
  chosen: readonly Front[],
  stem: string,
) {
  const { scene } = open;
  const mapToPixel = invertAffine(scene.pixelToMap);
  const fronts = chosen.map((front) =>
    frontPath(front).map(([x, y]): PixelXY => {
      const [col, row] = mapToPixel === null ? [0, 0] : pixelToMap(mapToPixel, [x, y]);
      return [col, row];
    }),
  );
  const held = rasters.get(scene.id);
  const isMaps = choice.product === "maps-geotiff";
  const { glacierName, glacierId, date, sensor } = effectiveDescription(
    { label: chosen[0]?.label ?? labelless },
    labelOfScene(document, scene.id),
    toldBy(scene),
  );
  const pixelSize = scene.pixelSizeMetres;
  const glacier = glacierName ?? glacierId;
  const raster: RasterScene = {
    scene,
    stem,
    fronts,
    zones: held?.zones ? { ...held.grid, codes: held.zones } : null,
    maps: isMaps && held?.maps.length ? mapsOf(held) : null,
    facts:
      choice.product === "training-tiles" &&
      glacier !== null &&
      date !== null &&
      sensor !== null &&
      pixelSize !== null &&
      open.link === "here"
        ? {
            name: stem,
            glacier,
            date,
            sensor,
            nominalResolutionMetres: Math.round(Math.max(pixelSize.x, pixelSize.y) * 10) / 10,
            pixelSizeMetres: pixelSize,
          }
        : null,
  };
  return raster;
}

const labelless = {
  glacierId: null,
  glacierName: null,
  date: null,
  sensor: null,
  imageId: null,
  author: null,
  flags: [],
  notes: "",
} as const;

/** Values where the network was given data, NaN elsewhere. */
function mapsOf({ grid, maps, valid }: PredictedMaps): RasterScene["maps"] {
  return {
    ...grid,
    maps: maps.map(({ name, values }) => ({
      name,
      values: values.map((value, i) => (valid[i] ? value : Number.NaN)),
    })),
  };
}

function isWritable(product: RasterProduct, { fronts, facts, maps }: RasterScene): boolean {
  if (product === "maps-geotiff") return maps !== null;
  return fronts.length > 0 && (product !== "training-tiles" || facts !== null);
}

function lackOf(product: RasterProduct, raster: RasterScene, open: OpenScene): string | null {
  if (product === "maps-geotiff")
    return raster.maps === null
      ? "no maps of a prediction are kept, left out. Predict it again."
      : null;
  if (raster.fronts.length === 0) return "no front, left out.";
  if (product === "training-tiles" && raster.facts === null)
    return open.link === "missing"
      ? "its image file is not at hand, left out."
      : "a tile needs glacier, date, satellite and pixel size, left out. Fill them in under Labels.";
  if (product.startsWith("mask") && raster.zones === null)
    return "no zones, since none of a prediction are kept. Predict it with a network that has zones.";
  return null;
}

function namesOf(product: RasterProduct, scenes: readonly RasterScene[]): string[] {
  if (scenes.length === 0) return [];
  if (product === "coco") return ["annotations.coco.json"];
  if (product === "maps-geotiff")
    return scenes.flatMap(({ stem, maps }) =>
      (maps?.maps ?? []).map(({ name }) => `${stem}_${name}.tif`),
    );
  if (product === "training-tiles")
    return [
      ...scenes.flatMap(({ stem }) => [`${stem}.sar.png`, `${stem}.front.png`]),
      "tiles.json",
    ];
  const extension = product === "mask-png" ? "png" : "tif";
  return scenes.flatMap(({ stem, zones }) =>
    ["front", ...(zones === null ? [] : ["zones"])].map((kind) => `${stem}.${kind}.${extension}`),
  );
}

// Fronts of several annotators: a folder each, with a file for each scene that it looked at.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { AppError, toAppError } from "../src/base/errors.ts";
import type { PixelXY } from "../src/geo/coordinates.ts";
import { rasteriseLines } from "../src/geo/rasteriseLines.ts";
import { skeletonize } from "../src/inference/trace/skeletonize.ts";
import { createGdal } from "../src/scene/gdal.ts";
import { gdalInNode } from "../src/scene/gdalInNode.ts";
import { readVector } from "../src/scene/readVector.ts";
import { type FrontLines, frontsOnScene, readFrontLines } from "./datasets/frontLines.ts";
import type { LabelledScene } from "./datasets/labelledScene.ts";
import { readGreyPng } from "./datasets/readGreyPng.ts";

export type Annotator = {
  readonly name: string;
  /**
   * The front as a mask one pixel wide on the scene's grid, without a pixel where the annotator saw none; null without a
   * file for the scene. Rejects with `file-unreadable` naming the file.
   */
  readonly frontOn: (scene: LabelledScene) => Promise<Uint8Array | null>;
};

const SUFFIXES = ["", "_front", "_fronts"];
const EXTENSIONS = [".png", ".geojson", ".shp", ".zip"];
/** What the columns of a comparison are called that are no annotator's. */
const TAKEN = ["label", "model"];
const gdal = createGdal(gdalInNode);

/** `NAME=DIR`, several with commas between. Throws `option-invalid`. */
export function openAnnotators(text: string): Annotator[] {
  const annotators = text.split(",").map((part) => {
    const [name = "", ...rest] = part.split("=");
    const folder = rest.join("=");
    if (name === "" || TAKEN.includes(name))
      throw new AppError(
        "option-invalid",
        `"${part}" names no annotator: write NAME=DIR, with a name other than ${TAKEN.join(" and ")}.`,
      );
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
      throw new AppError("option-invalid", `There is no folder ${folder} for ${name}.`);
    return { name, frontOn: (scene: LabelledScene) => frontIn(folder, scene) };
  });
  const names = annotators.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return annotators;
  throw new AppError("option-invalid", `There are two annotators called ${twice}.`);
}

async function frontIn(folder: string, scene: LabelledScene): Promise<Uint8Array | null> {
  const path = EXTENSIONS.flatMap((extension) =>
    SUFFIXES.map((suffix) => join(folder, `${scene.name}${suffix}${extension}`)),
  ).find(existsSync);
  if (path === undefined) return null;
  const mask = path.endsWith(".png")
    ? readMask(path, scene)
    : rasteriseLines(onPixels(path, await readLines(path), scene), scene.band);
  return skeletonize(mask, scene.band);
}

function readMask(path: string, { band }: LabelledScene): Uint8Array {
  const { heightPx, values, widthPx } = readGreyPng(path);
  if (widthPx === band.widthPx && heightPx === band.heightPx)
    return Uint8Array.from(values, (value) => (value > 0 ? 1 : 0));
  throw new AppError(
    "file-unreadable",
    `${path} is ${widthPx} x ${heightPx}, its SAR picture ${band.widthPx} x ${band.heightPx}.`,
  );
}

/** A shapefile is read with the parts beside it. */
async function readLines(path: string): Promise<FrontLines> {
  if (path.endsWith(".geojson")) return readFrontLines(path);
  const folder = join(path, "..");
  const stem = basename(path).replace(/\.[^.]*$/, "");
  const isPart = (file: string) => /\.(?:shp|shx|dbf|prj|cpg|zip)$/i.test(file);
  const parts = readdirSync(folder).filter((file) => isPart(file) && file.startsWith(`${stem}.`));
  const files = parts.map((name) => ({
    name,
    bytes: Uint8Array.from(readFileSync(join(folder, name))),
  }));
  try {
    const { layers } = await readVector(files, gdal);
    return {
      lines: layers.flatMap(({ lines }) => lines.map(({ vertices }) => vertices)),
      crsCode: layers[0]?.crs?.code ?? "",
      properties: {},
    };
  } catch (cause) {
    const { code, message } = toAppError(cause);
    if (code === "nothing-to-import") return { lines: [], crsCode: "", properties: {} };
    throw new AppError("file-unreadable", `${path} cannot be read: ${message}`, { cause });
  }
}

/** In a scene without a place lines are columns and rows, these counted down from the top or, below 0, up to it. */
function onPixels(path: string, lines: FrontLines, { scene }: LabelledScene): PixelXY[][] {
  if (scene) return frontsOnScene(path, lines, scene);
  return lines.lines.map((line) => line.map(([x, y]): PixelXY => [x, Math.abs(y)]));
}

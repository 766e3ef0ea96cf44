// A folder of GeoTIFFs with their fronts as GeoJSON: X.tif and X_front.geojson, or X_fronts.geojson as the app exports it.
import { openAsBlob, readdirSync } from "node:fs";
import { join } from "node:path";
import { toAppError } from "../../src/base/errors.ts";
import { rasteriseLines } from "../../src/geo/rasteriseLines.ts";
import { acquisitionFromName } from "../../src/scene/acquisitionFromName.ts";
import { type OpenScene, openScene } from "../../src/scene/openScene.ts";
import type { Scene } from "../../src/scene/scene.ts";
import { type FrontLines, frontsOnScene, readFrontLines } from "./frontLines.ts";
import type { SceneFacts } from "./labelledScene.ts";
import type { Finding, Listing, SceneSource } from "./sceneSource.ts";

export function isGeoTiff(fileName: string): boolean {
  return /\.tiff?$/i.test(fileName);
}

const FRONTS = /_fronts?\.geojson$/i;

/** Opens every GeoTIFF that has fronts, as the app does; its first band is the picture. Those without are findings. */
export async function listGeoTiffs(folder: string): Promise<Listing> {
  const files = readdirSync(folder).sort();
  const frontFiles = files.filter((file) => FRONTS.test(file));
  const sources: SceneSource[] = [];
  const findings: Finding[] = [];
  for (const file of files.filter(isGeoTiff)) {
    const path = join(folder, file);
    const stem = stemOf(file);
    const frontFile = frontFileOf(stem, frontFiles);
    if (!frontFile) {
      const what = `has no ${stem}_front.geojson or ${stem}_fronts.geojson.`;
      findings.push({ kind: "unlabelled", file: path, what });
      continue;
    }
    try {
      sources.push(await openSource(path, file, join(folder, frontFile)));
    } catch (error) {
      const what = `or its ${frontFile} cannot be read: ${toAppError(error).message}`;
      findings.push({ kind: "unreadable", file: path, what });
    }
  }
  return {
    name: "labelled GeoTIFFs",
    attribution: "the user's own scenes",
    licence: "not stated",
    sources,
    findings,
  };
}

function stemOf(fileName: string): string {
  return fileName.replace(/\.[^.]*$/, "");
}

/** The fronts whose stem is the scene's, or else the longest that begins it before a "_"; the app's own name first. */
function frontFileOf(stem: string, frontFiles: readonly string[]): string | undefined {
  const stemBefore = (file: string) => file.replace(FRONTS, "");
  return frontFiles
    .filter((file) => stem === stemBefore(file) || stem.startsWith(`${stemBefore(file)}_`))
    .sort((a, b) => stemBefore(b).length - stemBefore(a).length || b.length - a.length)[0];
}

async function openSource(path: string, file: string, frontPath: string): Promise<SceneSource> {
  const opened: OpenScene = await openScene(await openAsBlob(path), file);
  const { scene } = opened;
  const lines = readFrontLines(frontPath);
  return {
    facts: factsOf(scene, lines),
    toldBy: path,
    sar: { path, read: () => opened.readBand(0) },
    front: {
      path: frontPath,
      read: () => {
        const mask = rasteriseLines(frontsOnScene(frontPath, lines, scene), scene);
        const { widthPx, heightPx } = scene;
        return { widthPx, heightPx, values: mask.map((set) => set * 255) };
      },
    },
    zones: null,
    scene,
  };
}

/** The file's name tells date and sensor, else the fronts' attributes `Date` and `Satellite`, as the app writes them. */
function factsOf(scene: Scene, { properties }: FrontLines): SceneFacts {
  const { date, sensor } = acquisitionFromName(scene.fileName);
  const stem = stemOf(scene.fileName);
  const { x, y } = scene.pixelSizeMetres ?? { x: Number.NaN, y: Number.NaN };
  return {
    name: stem,
    glacier: properties.glacier ?? glacierFromName(stem),
    date: date ?? properties.date?.replaceAll("/", "-").slice(0, 10) ?? "",
    sensor: sensor ?? properties.satellite ?? "unknown",
    nominalResolutionMetres: Number(Math.max(x, y).toFixed(1)),
    pixelSizeMetres: { x, y },
  };
}

/** Words in names of products and of the simulator that are no glacier. */
const NO_GLACIER =
  /^(grd[hmf]?|slc|ocn|ssc|mgd|gec|eec|sar|tsx|tdx|ers|rsat|envisat|palsar|sentinel|landsat|front)$/i;

/** The name's first word of three letters or more that is no product's; the whole name where there is none. */
function glacierFromName(stem: string): string {
  const words = stem.split(/[_\s.-]+/).filter((word) => /^\p{L}{3,}$/u.test(word));
  return words.find((word) => !NO_GLACIER.test(word)) ?? stem;
}

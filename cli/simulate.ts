// npm run simulate: a SAR-like fjord scene with a known front, as GeoTIFF in EPSG:3413 with its true front as GeoJSON,
// or any number of them as training tiles.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { AppError } from "../src/base/errors.ts";
import { TILES_FILE, writeTrainingTiles } from "../src/scene/trainingTiles.ts";
import { writeGeoTiff } from "../src/scene/writeGeoTiff.ts";
import { simulatedTile } from "../training/datasets/simulated.ts";
import { simulateFjord } from "../training/simulation/simulateFjord.ts";
import { writeSwath } from "../training/simulation/writeSwath.ts";
import {
  failWithSentence,
  numberOption,
  pairOption,
  readArguments,
  requiredOption,
} from "./arguments.ts";

const USAGE = `Usage: npm run simulate -- --out FILE.tif [options]
  --seed N         which scene (default 1); the same seed gives the same bytes
  --looks N        looks of the speckle: 1 is raw, more is smoother (default 4)
  --size W,H       pixels (default 640,512)
  --pixel-size M   metres a pixel (default 30)
Writes FILE.tif (uint16 amplitude, EPSG:3413) and FILE_front.geojson, its true calving front.
       npm run simulate -- --swath FILE.tif [--size W,H] [--pixel-size M] [--seed N]
  --swath FILE     writes a raw whole swath (default 25000 x 17000 uint16 pixels of 10 m, sparse) with ground control
                   points and simulated fjords in it, and FILE_front.geojson
       npm run simulate -- --dataset DIR --count N [--seed N]
  --dataset DIR    writes N scenes with fronts and zones as training tiles (docs/datasets.md): 640 x 512 pixels of 30 m,
                   2 to 12 looks, from the seeds N, N + 1, ... (default 100000; training's own begin at 1000)`;

/** A place on the coast of south-east Greenland; the fjord itself is invented. */
const TOP_LEFT = { left: 300_000, top: -2_560_000 };

async function main(): Promise<void> {
  const { options, files } = readArguments(
    process.argv.slice(2),
    ["out", "seed", "looks", "size", "pixel-size", "dataset", "count", "swath"],
    USAGE,
  );
  if (options.dataset !== undefined || options.count !== undefined) return writeDataset(options);
  if (options.swath !== undefined) return simulateSwath(options.swath, options);
  const out = options.out ?? "simulated.tif";
  if (!/\.tiff?$/i.test(out))
    throw new AppError("option-invalid", `--out must end in .tif, not "${out}".`);
  if (files.length) throw new AppError("option-invalid", `Not understood: ${files.join(" ")}.`);
  const [widthPx, heightPx] = pairOption(options, "size", "640,512");
  const settings = {
    widthPx,
    heightPx,
    pixelSizeMetres: numberOption(options, "pixel-size", 30),
    looks: numberOption(options, "looks", 4),
    seed: numberOption(options, "seed", 1),
  };
  const scene = simulateFjord(settings);
  const description = `Icefront simulate: invented fjord, seed ${settings.seed}, ${settings.looks} looks`;
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(
    out,
    writeGeoTiff({
      ...TOP_LEFT,
      values: scene.amplitude,
      widthPx,
      heightPx,
      pixelSizeMetres: settings.pixelSizeMetres,
      epsg: 3413,
      description,
      noData: 0,
    }),
  );
  const coordinates = scene.front.map(([col, row]) => [
    TOP_LEFT.left + col * settings.pixelSizeMetres,
    TOP_LEFT.top - row * settings.pixelSizeMetres,
  ]);
  writeFronts(out, [coordinates], description);
}

function simulateSwath(out: string, options: Readonly<Record<string, string>>): void {
  const [widthPx, heightPx] = pairOption(options, "size", "25000,17000");
  const seed = numberOption(options, "seed", 1);
  const description = `Icefront simulate: invented swath, seed ${seed}`;
  const pixelSizeMetres = numberOption(options, "pixel-size", 10);
  mkdirSync(dirname(out), { recursive: true });
  const { fronts } = writeSwath(out, { widthPx, heightPx, pixelSizeMetres, seed, description });
  writeFronts(out, fronts, description);
}

type Line = readonly (readonly number[])[];

function writeFronts(out: string, lines: readonly Line[], description: string): void {
  const frontFile = out.replace(/\.tiff?$/i, "_front.geojson");
  writeFileSync(frontFile, JSON.stringify(trueFronts(lines, description), null, 1));
  console.log(`Wrote ${out} and ${frontFile}.`);
}

function writeDataset(options: Readonly<Record<string, string>>): void {
  const folder = requiredOption(options, "dataset", USAGE);
  requiredOption(options, "count", USAGE);
  const other = ["out", "looks", "size", "pixel-size"].find((name) => options[name] !== undefined);
  if (other)
    throw new AppError("option-invalid", `--${other} does not go with --dataset; leave it out.`);
  const [count, firstSeed] = [
    wholeOption(options, "count", 1),
    wholeOption(options, "seed", 100_000),
  ];
  if (existsSync(join(folder, TILES_FILE)))
    throw new AppError(
      "option-invalid",
      `${folder} holds training tiles already; name a new folder.`,
    );
  mkdirSync(folder, { recursive: true });
  const about = { licence: "Apache-2.0", attribution: "made by npm run simulate" };
  const files = writeTrainingTiles(about, simulatedTiles(firstSeed, count));
  for (const { fileName, bytes } of files) writeFileSync(join(folder, fileName), bytes);
  process.stderr.write("\n");
  console.log(`Wrote ${count} scenes as training tiles into ${folder}.`);
}

function* simulatedTiles(firstSeed: number, count: number) {
  for (let i = 0; i < count; i++) {
    yield simulatedTile(firstSeed + i);
    process.stderr.write(`\rSimulated ${i + 1}/${count} `);
  }
}

function wholeOption(
  options: Readonly<Record<string, string>>,
  name: string,
  fallback: number,
): number {
  const value = numberOption(options, name, fallback);
  if (!Number.isInteger(value))
    throw new AppError("option-invalid", `--${name} must be a whole number, not ${value}.`);
  return value;
}

/** GeoJSON in the scene's CRS, which it names the old way since RFC 7946 knows degrees only. */
function trueFronts(lines: readonly Line[], description: string) {
  return {
    type: "FeatureCollection",
    crs: { type: "name", properties: { name: "urn:ogc:def:crs:EPSG::3413" } },
    features: lines.map((coordinates) => ({
      type: "Feature",
      properties: { source: description, kind: "true front" },
      geometry: { type: "LineString", coordinates },
    })),
  };
}

main().catch(failWithSentence);

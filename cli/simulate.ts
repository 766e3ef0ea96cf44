// npm run simulate: a SAR-like fjord scene with a known front, as GeoTIFF in EPSG:3413 with its true front as GeoJSON.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { AppError } from "../src/base/errors.ts";
import { writeGeoTiff } from "../src/scene/writeGeoTiff.ts";
import { simulateFjord } from "../training/simulation/simulateFjord.ts";
import { failWithSentence, numberOption, pairOption, readArguments } from "./arguments.ts";

const USAGE = `Usage: npm run simulate -- --out FILE.tif [options]
  --seed N         which scene (default 1); the same seed gives the same bytes
  --looks N        looks of the speckle: 1 is raw, more is smoother (default 4)
  --size W,H       pixels (default 640,512)
  --pixel-size M   metres a pixel (default 30)
Writes FILE.tif (uint16 amplitude, EPSG:3413) and FILE_front.geojson, its true calving front.`;

/** A place on the coast of south-east Greenland; the fjord itself is invented. */
const TOP_LEFT = { left: 300_000, top: -2_560_000 };

async function main(): Promise<void> {
  const { options, files } = readArguments(
    process.argv.slice(2),
    ["out", "seed", "looks", "size", "pixel-size"],
    USAGE,
  );
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
  const frontFile = out.replace(/\.tiff?$/i, "_front.geojson");
  writeFileSync(frontFile, JSON.stringify(trueFront(coordinates, description), null, 1));
  console.log(`Wrote ${out} and ${frontFile}.`);
}

/** GeoJSON in the scene's CRS, which it names the old way since RFC 7946 knows degrees only. */
function trueFront(coordinates: number[][], description: string) {
  return {
    type: "FeatureCollection",
    crs: { type: "name", properties: { name: "urn:ogc:def:crs:EPSG::3413" } },
    features: [
      {
        type: "Feature",
        properties: { source: description, kind: "true front" },
        geometry: { type: "LineString", coordinates },
      },
    ],
  };
}

main().catch(failWithSentence);

// npm run info: what a scene's file is, as the page sees it.
import { basename } from "node:path";
import { AppError } from "../src/base/errors.ts";
import type { LonLat } from "../src/geo/coordinates.ts";
import { mapToLonLat } from "../src/geo/projection.ts";
import { bandChecksum } from "../src/scene/bandChecksum.ts";
import { createGdal } from "../src/scene/gdal.ts";
import { gdalInNode } from "../src/scene/gdalInNode.ts";
import { type OpenScene, openScene } from "../src/scene/openScene.ts";
import type { Scene } from "../src/scene/scene.ts";
import { failWithSentence, readArguments } from "./arguments.ts";
import { eachFile } from "./eachFile.ts";
import { fileAsBlob } from "./fileAsBlob.ts";

const USAGE = `Usage: npm run info -- [--json] [--checksum] FILE...
  FILE         a GeoTIFF, a PNG, or a product as folder or zip (Sentinel-1 SAFE)
  --json       one JSON line a file
  --checksum   also each band's checksum, as gdalinfo -checksum prints it (the whole file is read)
Prints size, type, bands, coordinate system, how the scene is placed, pixel size, corners, no-data value and what the name tells.`;

type Facts = ReturnType<typeof factsOf> & { readonly checksums?: readonly number[] };

/** Loaded only for files that the fast reader cannot read. */
const gdal = createGdal(gdalInNode);

async function main(): Promise<number> {
  const { flags, files } = readArguments(process.argv.slice(2), [], USAGE, ["json", "checksum"]);
  if (files.length === 0) throw new AppError("option-invalid", `No file was given.\n${USAGE}`);
  return eachFile(files, flags.has("json"), (file) => read(file, flags.has("checksum")), sentences);
}

async function read(file: string, withChecksums: boolean): Promise<Facts> {
  const open = await openScene(await fileAsBlob(file), basename(file), { gdal });
  const facts = factsOf(file, open);
  return withChecksums ? { ...facts, checksums: await checksumsOf(open) } : facts;
}

async function checksumsOf({ stored }: OpenScene): Promise<number[]> {
  const sums: number[] = [];
  for (let sample = 0; sample < stored.sampleCount; sample++)
    sums.push(await bandChecksum(stored, sample));
  return sums;
}

function factsOf(file: string, open: OpenScene) {
  const { scene, stored } = open;
  const { acquisition, bandCount, bandNames, compression, crs, noData, pixelSizeMetres } = scene;
  return {
    file,
    bytes: scene.sizeBytes,
    /** As stored; a scene with ground control points is warped onto a grid of another size. */
    size: [stored.widthPx, stored.heightPx],
    type: scene.sampleType,
    compression,
    bands: bandCount,
    bandNames,
    crs: { code: crs.code, name: crs.name, kind: crs.kind },
    georeferencing: georeferencingOf(scene),
    pixelToMap: scene.pixelToMap,
    pixelSizeMetres: pixelSizeMetres && [
      rounded(pixelSizeMetres.x, 3),
      rounded(pixelSizeMetres.y, 3),
    ],
    /** Longitude and latitude of the stored picture's upper left, upper right, lower right and lower left. */
    cornersLonLat: cornersOf(open),
    // JSON has no NaN.
    noData: noData !== null && !Number.isFinite(noData) ? String(noData) : noData,
    acquisition,
    valid01: scene.statistics.valid01,
    notices: scene.notices.map(({ text }) => text),
  };
}

function georeferencingOf({ crs, pixelToMap: [, b, , d, e], placement }: Scene) {
  if (placement !== undefined) {
    const { maxMetres, order, pointCount, rmsMetres } = placement;
    return { kind: "ground-control-points", pointCount, order, rmsMetres, maxMetres } as const;
  }
  if (crs.kind === "pixel") return { kind: "none" } as const;
  if (b !== 0 || d !== 0) return { kind: "rotated" } as const;
  return { kind: e < 0 ? "north-up" : "south-up" } as const;
}

function cornersOf({ scene, stored, storedToMap }: OpenScene): (LonLat | null)[] {
  const { heightPx, widthPx } = stored;
  const corners = [
    [0, 0],
    [widthPx, 0],
    [widthPx, heightPx],
    [0, heightPx],
  ] as const;
  return corners.map((corner) => {
    const at = mapToLonLat(storedToMap(corner), scene.crs);
    return at === null ? null : [rounded(at[0], 7), rounded(at[1], 7)];
  });
}

const rounded = (value: number, digits: number) => Number(value.toFixed(digits));

function sentences(facts: Facts): string {
  const { acquisition, bandNames, checksums, crs, noData, notices, pixelSizeMetres } = facts;
  const rows: [string, string | null][] = [
    ["size", `${facts.size.join(" x ")} pixels, ${facts.bytes} bytes, ${facts.compression}`],
    ["values", `${facts.type}, ${facts.bands} ${facts.bands === 1 ? "band" : "bands"}`],
    ["names", bandNames.length > 0 ? bandNames.join(", ") : null],
    ["no data", noData === null ? "not declared" : String(noData)],
    ["CRS", crs.code === null ? crs.name : `${crs.code}, ${crs.name}`],
    ["placed", placedText(facts)],
    ["pixel", pixelSizeMetres && `${pixelSizeMetres.join(" x ")} m on the ground`],
    ["corners", cornersText(facts)],
    ["date", acquisition.date],
    ["satellite", acquisition.sensor],
    ["checksum", checksums?.join(", ") ?? null],
    ...notices.map((text): [string, string] => ["note", text]),
  ];
  const told = rows.flatMap(([name, text]) =>
    text === null ? [] : [`  ${name.padEnd(10)}${text}`],
  );
  return [facts.file, ...told].join("\n");
}

function placedText({ georeferencing }: Facts): string {
  if (georeferencing.kind !== "ground-control-points") return georeferencing.kind;
  const { maxMetres, order, pointCount, rmsMetres } = georeferencing;
  return `${pointCount} ground control points, order ${order}, ${rmsMetres.toFixed(1)} m RMS, ${maxMetres.toFixed(1)} m at most`;
}

function cornersText({ cornersLonLat, crs }: Facts): string | null {
  if (crs.kind === "pixel") return null;
  return cornersLonLat.map((at) => at?.join(" ") ?? "off the Earth").join("; ");
}

main().then((code) => process.exit(code), failWithSentence);

// npm run predict: calving fronts of scenes from a shell, by the code that the browser runs.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, parse } from "node:path";
import { AppError, toAppError } from "../src/base/errors.ts";
import type { InferenceSession } from "../src/inference/inferenceSession.ts";
import type { Prediction } from "../src/inference/prediction.ts";
import { createGdal } from "../src/scene/gdal.ts";
import { gdalInNode } from "../src/scene/gdalInNode.ts";
import { type OpenScene, openScene } from "../src/scene/openScene.ts";
import type { Scene } from "../src/scene/scene.ts";
import { failWithSentence, numberOption, pairOption, readArguments } from "./arguments.ts";
import { eachFile } from "./eachFile.ts";
import { fileAsBlob } from "./fileAsBlob.ts";
import { frontsGeoJson, type Made } from "./frontsGeoJson.ts";
import { readManifest, shardOf } from "./manifest.ts";
import { mapPng } from "./mapPng.ts";
import { openSession, readBackend } from "./openSession.ts";

/** Loaded only for files that the fast reader cannot read. */
const gdal = createGdal(gdalInNode);

const USAGE = `Usage: npm run predict -- [options] FILE...
  --model NAME             a model of public/models, or a model folder (default attention-unet)
  --out DIR                where to write (default out)
  --probability            also DIR/<stem>_probability.png: 8 bit, the input's size, 255 = certain front
  --attention              also DIR/<stem>_attention_1..4.png
  --backend auto|webgpu|wasm
  --band N|NAME            which band, from 1 or by its name, such as "HV" or "HH sigma0" (default 1)
  --pixel-size X,Y         ground size of a pixel in metres, for files without a CRS
  --json                   prints one JSON line a file, with stage timings
  --manifest FILE          a list of scenes in place of FILE...: CSV or JSON lines with a column "path", or a path a line
  --shard I/N              of the manifest every N-th scene from the I-th: one shard a machine
With a manifest, scenes that were done before in the same way are passed over, and DIR/<stem>.failed.json says why one failed.
GeoTIFF, PNG, or a product as folder or zip (Sentinel-1 SAFE). Writes DIR/<stem>.geojson: fronts in the scene's CRS, in pixel coordinates where it has none.`;

type Job = {
  readonly file: string;
  readonly out: string;
  readonly modelName: string;
  readonly pixelSizeMetres: Scene["pixelSizeMetres"];
  /** From 0, or by its name. */
  readonly band: number | string;
  readonly images: ReadonlySet<string>;
  readonly made: Made;
};

async function main(): Promise<number> {
  const {
    options,
    flags,
    files: given,
  } = readArguments(
    process.argv.slice(2),
    ["model", "out", "backend", "pixel-size", "band", "manifest", "shard"],
    USAGE,
    ["probability", "attention", "json"],
  );
  const { manifest } = options;
  if (given.length === 0 && manifest === undefined)
    throw new AppError("option-invalid", `No file was given.\n${USAGE}`);
  if (given.length > 0 && manifest !== undefined)
    throw new AppError("option-invalid", "Give files or a manifest, not both.");
  // Before it is parted: two shards must not write the same file either.
  const listed = manifest === undefined ? given : readManifest(manifest);
  refuseEqualStems(listed);
  const files = shardOf(listed, options.shard);
  const out = options.out ?? "out";
  const size =
    options["pixel-size"] === undefined ? null : pairOption(options, "pixel-size", "62,74");
  const pixelSizeMetres = size && { x: size[0], y: size[1] };
  const { session, name, model } = await openSession(
    options.model ?? "attention-unet",
    readBackend(options.backend),
  );
  mkdirSync(out, { recursive: true });
  const band = bandOption(options);
  const made: Made = {
    model: name,
    weightsSha256: model.card.weightsSha256,
    band: typeof band === "number" ? band + 1 : band,
    pixelSizeMetres,
    maps: ["probability", "attention"].filter((map) => flags.has(map)),
  };
  const job = { out, modelName: name, pixelSizeMetres, band, images: flags, made };
  const todo = manifest === undefined ? files : files.filter((file) => !isDone(file, out, made));
  if (todo.length < files.length && !flags.has("json"))
    console.log(`${files.length - todo.length} of ${files.length} scenes were done before.`);
  return eachFile(
    todo,
    flags.has("json"),
    (file) =>
      manifest === undefined
        ? predictFile(session, { ...job, file })
        : withRecord(join(out, parse(file).name), () => predictFile(session, { ...job, file })),
    sentence,
  );
}

function bandOption(options: Readonly<Record<string, string>>): Job["band"] {
  const { band } = options;
  return band === undefined || /^[-+\d.]/.test(band) ? numberOption(options, "band", 1) - 1 : band;
}

function bandOf({ bandNames }: Scene, band: Job["band"]): number {
  if (typeof band === "number") return band;
  const found = bandNames.findIndex((name) => name.toLowerCase() === band.toLowerCase());
  if (found !== -1) return found;
  const names =
    bandNames.length > 0 ? `only ${bandNames.join(", ")}` : "and its bands have no names";
  throw new AppError("option-invalid", `The scene has no band named ${band}, ${names}.`);
}

function isDone(file: string, out: string, made: Made): boolean {
  try {
    const path = join(out, `${parse(file).name}.geojson`);
    const { made: before } = JSON.parse(readFileSync(path, "utf8"));
    // A model may lie elsewhere on another machine: its weights tell it.
    return JSON.stringify({ ...before, model: made.model }) === JSON.stringify(made);
  } catch {
    // Not there, or not ours.
    return false;
  }
}

/** Failures stay to be read when the machine is gone; a success takes the record of an earlier failure away. */
async function withRecord<T>(stem: string, work: () => Promise<T>): Promise<T> {
  const record = `${stem}.failed.json`;
  try {
    const done = await work();
    rmSync(record, { force: true });
    return done;
  } catch (error) {
    const { code, message } = toAppError(error);
    writeWhole(record, JSON.stringify({ error: code, message, at: new Date().toISOString() }));
    throw error;
  }
}

/** Results are named after the files: two of the same name would overwrite each other. */
function refuseEqualStems(files: readonly string[]): void {
  const stems = new Map<string, string>();
  for (const file of files) {
    const stem = parse(file).name;
    const other = stems.get(stem);
    if (other !== undefined)
      throw new AppError(
        "option-invalid",
        `${other} and ${file} would both be written as ${stem}.geojson. Predict them into different folders.`,
      );
    stems.set(stem, file);
  }
}

async function predictFile(session: InferenceSession, job: Job) {
  const { scene, opened } = await open(job);
  const band = bandOf(scene, job.band);
  const prediction = await session.predict(job.modelName, scene, (window) =>
    opened.readWindow(band, window),
  );
  const stem = join(job.out, parse(job.file).name);
  for (const map of prediction.maps) {
    const isProbability = map.name === "probability";
    if (!job.images.has(isProbability ? "probability" : "attention")) continue;
    const suffix = isProbability ? "probability" : `attention_${map.name.slice(-1)}`;
    writeWhole(`${stem}_${suffix}.png`, mapPng(map, prediction.grid, scene));
  }
  // Last: it says that all is done.
  writeWhole(`${stem}.geojson`, JSON.stringify(frontsGeoJson(scene, prediction, job.made)));
  return report(job.file, prediction);
}

async function open({ file, pixelSizeMetres }: Job): Promise<{ scene: Scene; opened: OpenScene }> {
  const blob = await fileAsBlob(file);
  const opened = await openScene(blob, basename(file), { gdal });
  if (!pixelSizeMetres || opened.scene.pixelSizeMetres) return { scene: opened.scene, opened };
  return { scene: { ...opened.scene, pixelSizeMetres }, opened };
}

function report(file: string, { fronts, backend, modelName, stageMilliseconds }: Prediction) {
  const rounded = Object.entries(stageMilliseconds).map(([stage, ms]) => [stage, Math.round(ms)]);
  return {
    file,
    model: modelName,
    backend,
    fronts: fronts.length,
    lengthMetres: fronts.map(({ lengthMetres }) => lengthMetres && Math.round(lengthMetres)),
    meanProbability: fronts.map(({ meanProbability01 }) => Number(meanProbability01.toFixed(3))),
    certaintyMetres: fronts.map(
      ({ certaintyMetres }) => certaintyMetres && Math.round(certaintyMetres),
    ),
    milliseconds: Object.fromEntries(rounded),
  };
}

function sentence({ file, fronts, lengthMetres, milliseconds }: ReturnType<typeof report>): string {
  const lengths = lengthMetres
    .map((metres) => (metres === null ? "? m" : `${metres} m`))
    .join(", ");
  const seconds = Object.values<number>(milliseconds).reduce((sum, ms) => sum + ms, 0) / 1000;
  return `${file}: ${fronts} front${fronts === 1 ? "" : "s"}${fronts ? ` (${lengths})` : ""}, ${seconds.toFixed(1)} s`;
}

/** The file appears whole or not at all. */
function writeWhole(path: string, content: string | Uint8Array): void {
  writeFileSync(`${path}.partial`, content);
  renameSync(`${path}.partial`, path);
}

main().then((code) => process.exit(code), failWithSentence);

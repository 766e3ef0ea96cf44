// npm run predict: calving fronts of scenes from a shell, by the code that the browser runs.
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { AppError, toAppError } from "../src/base/errors.ts";
import type { Prediction } from "../src/inference/prediction.ts";
import type { Scene } from "../src/scene/scene.ts";
import type { PixelWindow } from "../src/scene/windowReader.ts";
import { areaOption, type DegreeBox, windowOfBox } from "./areaOption.ts";
import { failWithSentence, numberOption, pairOption, readArguments } from "./arguments.ts";
import { eachFile } from "./eachFile.ts";
import {
  ENSEMBLE_OPTIONS,
  ENSEMBLE_USAGE,
  type EnsembleOption,
  ensembleOption,
} from "./ensembleOption.ts";
import { frontsGeoJson, type Made } from "./frontsGeoJson.ts";
import { type ListedScene, listedScene, readManifest, shardOf } from "./manifest.ts";
import { mapPng, zonesPng } from "./mapPng.ts";
import { openSession, type Predict, readBackend } from "./openSession.ts";
import { createSceneReader, type SceneReader } from "./sceneReader.ts";

const USAGE = `Usage: npm run predict -- [options] FILE...
  --model NAME             a model of public/models, or a model folder (default attention-unet)
  --out DIR                where to write (default out)
  --probability            also DIR/<stem>_probability.png: 8 bit, 255 = certain front, of the
                           input's (or the area's) size up to 64 million pixels, beyond that of the network's grid
  --attention              also DIR/<stem>_attention_1..4.png
  --zones                  also DIR/<stem>_zones.png, of networks that have them: 0 no information, 64 rock, 127 glacier,
                           254 ocean with melange
  --entropy                also DIR/<stem>_entropy.png, of several runs: 255 = all zones alike
${ENSEMBLE_USAGE}
  --backend auto|webgpu|wasm
  --band N|NAME            which band, from 1 or by its name, such as "HV" or "HH sigma0" (default 1)
  --area W,S,E,N           a box in degrees: only what of each scene lies in it is predicted on
  --pixel-size X,Y         ground size of a pixel in metres, for files without a CRS
  --json                   prints one JSON line a file, with stage timings
  --deadline SECONDS       a file whose reading gives no sign of life for so long is given up (default 60)
  --manifest FILE          a list of scenes in place of FILE...: CSV or JSON lines with a column "path" and, if wanted,
                           "name" (what the results are called), or a path a line
  --shard I/N              of the manifest every N-th scene from the I-th: one shard a machine
  --lenient                ends with 0 although scenes failed, since each failure is on record
With a manifest, scenes that were done before in the same way are passed over, DIR/<stem>.failed.json says why one failed,
and DIR/runs/<run>.jsonl has a line for each scene that this run ended.
GeoTIFF, PNG, or a product as folder or zip (Sentinel-1 SAFE), paths or addresses (https://...; read by parts). Writes
DIR/<stem>.geojson: fronts in the scene's CRS, in pixel coordinates where it has none.`;

type Job = ListedScene & {
  readonly reader: SceneReader;
  readonly out: string;
  readonly predict: Predict;
  readonly pixelSizeMetres: Scene["pixelSizeMetres"];
  /** From 0, or by its name. */
  readonly band: number | string;
  readonly area: DegreeBox | null;
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
    [
      ...["model", "out", "backend", "area", "pixel-size", "band", "deadline", "manifest", "shard"],
      ...ENSEMBLE_OPTIONS,
    ],
    USAGE,
    ["probability", "attention", "zones", "entropy", "json", "lenient"],
  );
  const { manifest } = options;
  if (given.length === 0 && manifest === undefined)
    throw new AppError("option-invalid", `No file was given.\n${USAGE}`);
  if (given.length > 0 && manifest !== undefined)
    throw new AppError("option-invalid", "Give files or a manifest, not both.");
  // Before it is parted: two shards must not write the same file either.
  const listed = manifest === undefined ? given.map(listedScene) : readManifest(manifest);
  refuseEqualStems(listed);
  const scenes = shardOf(listed, options.shard);
  const out = options.out ?? "out";
  const size =
    options["pixel-size"] === undefined ? null : pairOption(options, "pixel-size", "62,74");
  const pixelSizeMetres = size && { x: size[0], y: size[1] };
  makeFolder(out);
  const ensemble = ensembleOption(options);
  const { predict, name, weightsSha256 } = await openSession(
    options.model ?? "attention-unet",
    readBackend(options.backend),
    ensemble,
  );
  refuseEntropyOfOneRun(flags, ensemble);
  const band = bandOption(options);
  const area = areaOption(options.area);
  const made: Made = {
    model: name,
    weightsSha256,
    ...(ensemble && { turns: ensemble.turns, dropoutRuns: ensemble.dropoutRuns }),
    band: typeof band === "number" ? band + 1 : band,
    pixelSizeMetres,
    area,
    maps: ["probability", "attention", "zones", "entropy"].filter((map) => flags.has(map)),
  };
  const reader = createSceneReader(1000 * numberOption(options, "deadline", 60));
  const job = { reader, out, predict, pixelSizeMetres, band, area, images: flags, made };
  const todo =
    manifest === undefined ? scenes : scenes.filter((scene) => !isDone(scene, out, made));
  if (todo.length < scenes.length && !flags.has("json"))
    console.log(`${scenes.length - todo.length} of ${scenes.length} scenes were done before.`);
  const run = newRun();
  const byFile = new Map(todo.map((scene) => [scene.file, scene]));
  const code = await eachFile(
    [...byFile.keys()],
    flags.has("json"),
    (file) => {
      const scene = byFile.get(file) ?? listedScene(file);
      const work = () => predictFile({ ...job, ...scene });
      return manifest === undefined ? work() : withRecord(out, scene.stem, run, work);
    },
    sentence,
  );
  return flags.has("lenient") ? 0 : code;
}

function refuseEntropyOfOneRun(flags: ReadonlySet<string>, ensemble: EnsembleOption | null): void {
  if (flags.has("entropy") && ensemble === null)
    throw new AppError(
      "option-invalid",
      "--entropy is of several runs: add --turns, --dropout or --ensemble.",
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

function makeFolder(out: string): void {
  try {
    mkdirSync(out, { recursive: true });
  } catch (cause) {
    throw new AppError(
      "option-invalid",
      `The folder ${out} cannot be made. Name another with --out.`,
      { cause },
    );
  }
}

/** Names a run among all that ever wrote into the folder. */
function newRun(): string {
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
  return `${time}-${process.pid}-${Math.random().toString(36).slice(2, 8)}`;
}

function isDone({ stem }: ListedScene, out: string, made: Made): boolean {
  try {
    const { made: before } = JSON.parse(readFileSync(join(out, `${stem}.geojson`), "utf8"));
    // A model may lie elsewhere on another machine: its weights tell it.
    return JSON.stringify({ ...before, model: made.model }) === JSON.stringify(made);
  } catch {
    // Not there, or not ours.
    return false;
  }
}

/**
 * Failures stay to be read when the machine is gone; a success takes the record of an earlier failure away. The run's
 * own journal tells which scenes it ended, and when.
 */
async function withRecord<T>(
  out: string,
  stem: string,
  run: string,
  work: () => Promise<T>,
): Promise<T> {
  const record = join(out, `${stem}.failed.json`);
  const journal = (outcome: string) => {
    mkdirSync(join(out, "runs"), { recursive: true });
    const line = { scene: stem, outcome, at: new Date().toISOString() };
    appendFileSync(join(out, "runs", `${run}.jsonl`), `${JSON.stringify(line)}\n`);
  };
  try {
    const done = await work();
    rmSync(record, { force: true });
    journal("done");
    return done;
  } catch (error) {
    const { code, message } = toAppError(error);
    writeWhole(record, JSON.stringify({ error: code, message, run, at: new Date().toISOString() }));
    journal(code);
    throw error;
  }
}

/** Results are named after the files: two of the same name would overwrite each other. */
function refuseEqualStems(scenes: readonly ListedScene[]): void {
  const stems = new Map<string, string>();
  for (const { file, stem } of scenes) {
    const other = stems.get(stem);
    if (other !== undefined)
      throw new AppError(
        "option-invalid",
        `${other} and ${file} would both be written as ${stem}.geojson. Predict them into different folders, or name them in a manifest.`,
      );
    stems.set(stem, file);
  }
}

async function predictFile(job: Job) {
  const { images, made, out, predict, reader, stem } = job;
  const scene = sized(await reader.open(job.file), job.pixelSizeMetres);
  const band = bandOf(scene, job.band);
  const area = windowOfBox(scene, job.area);
  const read = (window: PixelWindow) => reader.readWindow(band, window);
  const prediction = await predict(scene, read, { area });
  const path = join(out, stem);
  for (const [suffix, png] of pictures(prediction, images, area ?? scene))
    writeWhole(`${path}_${suffix}.png`, png);
  // Last: it says that all is done.
  writeWhole(`${path}.geojson`, JSON.stringify(frontsGeoJson(scene, prediction, made)));
  return report(job.file, prediction);
}

/** Those that were asked for and that the network gives. */
function pictures(
  { grid, maps, spread, zones }: Prediction,
  images: ReadonlySet<string>,
  part: { readonly widthPx: number; readonly heightPx: number },
): [suffix: string, png: Uint8Array][] {
  const ofMaps = maps.flatMap((map): [string, Uint8Array][] => {
    const isProbability = map.name === "probability";
    if (!images.has(isProbability ? "probability" : "attention")) return [];
    const suffix = isProbability ? "probability" : `attention_${map.name.slice(-1)}`;
    return [[suffix, mapPng(map, grid, part)]];
  });
  const ofZones: [string, Uint8Array][] =
    images.has("zones") && zones ? [["zones", zonesPng(zones, grid, part)]] : [];
  const ofSpread: [string, Uint8Array][] =
    images.has("entropy") && spread
      ? [["entropy", mapPng({ values: spread.entropy }, grid, part)]]
      : [];
  return [...ofMaps, ...ofZones, ...ofSpread];
}

function sized(scene: Scene, pixelSizeMetres: Scene["pixelSizeMetres"]): Scene {
  return pixelSizeMetres && !scene.pixelSizeMetres ? { ...scene, pixelSizeMetres } : scene;
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

// The project as a file: a zip of JSON, with the images only where they are asked for.
import type { Zippable } from "fflate";
import { type DocumentHistory, packHistory } from "../../annotation/log/historyLog.ts";
import { readHistory } from "../../annotation/log/readHistory.ts";
import { AppError } from "../../base/errors.ts";
import {
  optional,
  readAs,
  readFields,
  readList,
  readNumber,
  readNumbers,
  readOneOf,
  readOrNull,
  readText,
} from "../../base/read.ts";
import type { Bounds, MapXY } from "../../geo/coordinates.ts";
import { readScene } from "../../scene/readScene.ts";
import type { PredictionFacts } from "../scenesStore.ts";
import type { StoredScene } from "./projectDatabase.ts";

export const PROJECT_EXTENSION = ".icefront";
const FORMAT = "icefront-project";
/** Raise it with every change of what is written, and teach `readProjectFile` the older form. */
const VERSION = 2;
const JSON_NAME = "project.json";

export type ProjectContent = {
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly scenes: readonly StoredScene[];
  readonly history: DocumentHistory;
};

export type ReadProject = ProjectContent & {
  /** By scene id; only where the file brings images. */
  readonly images: ReadonlyMap<string, File>;
};

/** `images`: files of scenes by scene id, to be written as they are. */
export async function writeProjectFile(
  { name, createdAt, scenes, history }: ProjectContent,
  images: ReadonlyMap<string, Blob> = new Map(),
): Promise<Uint8Array<ArrayBuffer>> {
  const { strToU8, zipSync } = await import("fflate");
  const json = {
    format: FORMAT,
    version: VERSION,
    savedAt: new Date().toISOString(),
    name,
    createdAt,
    scenes,
    history: packHistory(history),
  };
  const entries: Zippable = { [JSON_NAME]: strToU8(JSON.stringify(json)) };
  for (const { scene } of scenes) {
    const image = images.get(scene.id);
    if (image === undefined) continue;
    // Rasters are mostly compressed already, and a fast save matters more than the last per cent.
    entries[imagePath(scene)] = [new Uint8Array(await image.arrayBuffer()), { level: 0 }];
  }
  return new Uint8Array(zipSync(entries, { level: 6 }));
}

const imagePath = ({ id, fileName }: StoredScene["scene"]) =>
  `images/${id}/${fileName.replace(/[/\\]/g, "_")}`;

const MOST_ENTRIES = 5000;
const MOST_JSON_BYTES = 512 * 1024 * 1024;
const MOST_BYTES = 4 * 1024 * 1024 * 1024;
/** Coordinates as text never shrink so much; only what was made to burst does. */
const MOST_EXPANSION = 100;

/**
 * Rejects with `project-file-invalid` (no such zip, bombs, wrong or impossible content) or `project-file-newer`; the
 * message names the place.
 */
export async function readProjectFile(file: Blob): Promise<ReadProject> {
  const entries = await unzip(file);
  const json = entries[JSON_NAME];
  if (json === undefined) throw invalid(`There is no ${JSON_NAME} in the file.`);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(json));
  } catch (cause) {
    throw new AppError("project-file-invalid", `${JSON_NAME} is no JSON.`, { cause });
  }
  const { version } = readAs("project-file-invalid", head, value, JSON_NAME);
  if (version > VERSION)
    throw new AppError(
      "project-file-newer",
      `The file has version ${version}, this page ${VERSION}.`,
    );
  const content = readAs("project-file-invalid", body, value, JSON_NAME);
  const images = new Map<string, File>();
  for (const { scene } of content.scenes) {
    const bytes = entries[imagePath(scene)];
    if (bytes !== undefined)
      images.set(scene.id, new File([new Uint8Array(bytes)], scene.fileName));
  }
  return { ...content, images };
}

async function unzip(file: Blob): Promise<Record<string, Uint8Array>> {
  const { unzipSync } = await import("fflate");
  const bytes = new Uint8Array(await file.arrayBuffer());
  let count = 0;
  let total = 0;
  try {
    return unzipSync(bytes, {
      filter: ({ name, size, originalSize }) => {
        count++;
        total += originalSize;
        const isJson = name === JSON_NAME;
        if (
          count > MOST_ENTRIES ||
          total > MOST_BYTES ||
          (isJson && originalSize > MOST_JSON_BYTES)
        )
          throw invalid("It holds more than a project can hold.");
        if (isJson && originalSize > 1024 * 1024 && originalSize > MOST_EXPANSION * size)
          throw invalid(`${JSON_NAME} would burst to ${originalSize} bytes.`);
        return isJson || name.startsWith("images/");
      },
    });
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError("project-file-invalid", "It is no zip file, or a damaged one.", { cause });
  }
}

function invalid(message: string): AppError {
  return new AppError("project-file-invalid", message);
}

const NAME = readText(1000);

const head = readFields<{ readonly format: typeof FORMAT; readonly version: number }>({
  format: readOneOf(FORMAT),
  version: readNumber,
});

const prediction = readFields<PredictionFacts>({
  modelId: NAME,
  modelName: NAME,
  weightsSha256: NAME,
  backend: readOneOf("webgpu", "wasm"),
  networkPixelMetres: readOrNull(readNumber),
  threshold01: readNumber,
  seconds: readNumber,
  band: readNumber,
  frontCount: readNumber,
  certaintyMetres: readOrNull(readNumber),
  runs: optional(readNumber),
});

const body = readFields<ProjectContent>({
  name: NAME,
  createdAt: NAME,
  scenes: readList(
    readFields<StoredScene>({
      scene: readScene,
      band: readNumber,
      prediction: readOrNull(prediction),
      area: optional(readOrNull(readNumbers<Bounds>(4))),
      trueFronts: readList(readList(readNumbers<MapXY>(2))),
      fingerprint: NAME,
      address: optional(readText(4000)),
    }),
  ),
  history: readHistory,
});

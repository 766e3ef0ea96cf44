// What dropped or chosen files are: scenes to open, models and training runs to add, and folders that hold none of these.
import type { FileHandle } from "./project/projectDatabase.ts";
import { PROJECT_EXTENSION } from "./project/projectFile.ts";

/** A file with its place in what was dropped: "a.tif", "my-unet/card.json". */
export type DroppedFile = {
  readonly path: string;
  readonly file: Blob;
  /** Finds the file again another day, where the browser gives one. */
  readonly handle?: FileHandle | undefined;
};

export type Dropped = {
  readonly files: readonly DroppedFile[];
  /** Names of the folders that were dropped themselves, the empty ones too. */
  readonly folders: readonly string[];
};

export type DroppedModel = {
  /** Null for files that came without their folder. */
  readonly folder: string | null;
  /** By file name. */
  readonly files: ReadonlyMap<string, Blob>;
};

/** As a model, with the index of prepared scenes by its path where the folder has it. */
export type DroppedRun = DroppedModel;

type NamedFile = {
  readonly file: Blob;
  readonly fileName: string;
  readonly handle?: FileHandle | undefined;
};

export type SortedFiles = {
  readonly scenes: readonly NamedFile[];
  readonly projects: readonly NamedFile[];
  /** Parts of files with fronts, to be read together. */
  readonly vectors: readonly NamedFile[];
  readonly models: readonly DroppedModel[];
  readonly runs: readonly DroppedRun[];
  readonly uselessFolders: readonly string[];
};

const MODEL_FILE = /^(?:card\.json|graph\.json|.*\.safetensors)$/;
/** What a training run's folder has itself; its checkpoint is PyTorch's and is never read. */
const RUN_FILE = /^(?:config\.json|graph\.json|log\.jsonl|checkpoint\.pt|.*\.safetensors)$/;
/** Tells the scenes that trained; from the run's folder on. */
export const PREPARED_SCENES = "prepared/scenes.json";
const PROJECT = new RegExp(`\\${PROJECT_EXTENSION}$`, "i");
const TIFF = /\.(?:tiff?|gtiff)$/i;
const VECTOR = /\.(?:zip|shp|shx|dbf|prj|cpg|gpkg|geojson|kml|fgb|csv|provenance\.json)$/i;
const SCENE = /\.(?:tiff?|gtiff|png)$/i;

/**
 * A folder's own files are a model when one of them is a model's; pictures beside a model are not scenes. A file that
 * came by itself is a scene whatever its name, so that opening it says what is wrong with it.
 */
export function sortDropped({ files, folders }: Dropped): SortedFiles {
  const scenes: SortedFiles["scenes"][number][] = [];
  const projects: SortedFiles["projects"][number][] = [];
  const vectors: SortedFiles["vectors"][number][] = [];
  const models: DroppedModel[] = [];
  const { runs, rest: others } = takeRuns(byPlace(files));
  const used = new Set([...runs.keys()].map(topOf));
  for (const [place, held] of others) {
    const named = held.map(({ path, file, handle }) => ({ fileName: nameOf(path), file, handle }));
    const ofModel = named.filter(({ fileName }) => MODEL_FILE.test(fileName));
    const ofProject = named.filter(({ fileName }) => PROJECT.test(fileName));
    const rest = named.filter(
      ({ fileName }) =>
        !MODEL_FILE.test(fileName) && !PROJECT.test(fileName) && !VECTOR.test(fileName),
    );
    const ofVectors = named.filter(({ fileName }) => VECTOR.test(fileName));
    vectors.push(...ofVectors);
    const pattern = place === "" ? /^/ : ofModel.length > 0 ? TIFF : SCENE;
    const opened = rest.filter(({ fileName }) => pattern.test(fileName));
    scenes.push(...opened);
    projects.push(...ofProject);
    if (ofModel.length > 0)
      models.push({
        folder: place === "" ? null : modelName(place, runs),
        files: new Map(ofModel.map(({ fileName, file }) => [fileName, file])),
      });
    if (ofModel.length + ofProject.length + ofVectors.length + opened.length > 0)
      used.add(topOf(place));
  }
  return {
    scenes,
    projects,
    vectors,
    models,
    runs: [...runs.values()],
    uselessFolders: folders.filter((folder) => !used.has(folder)),
  };
}

type ByPlace = ReadonlyMap<string, readonly DroppedFile[]>;

/** Training runs by their places, and what else there is. Where there is no log yet, a folder with a card is a model. */
function takeRuns(places: ByPlace): {
  readonly runs: ReadonlyMap<string, DroppedRun>;
  readonly rest: ByPlace;
} {
  const runs = new Map<string, DroppedRun>();
  const rest = new Map(places);
  for (const [place, held] of places) {
    const files = new Map(held.map(({ path, file }) => [nameOf(path), file]));
    const isRun = files.has("config.json") && files.has("graph.json");
    if (!isRun || (files.has("card.json") && !files.has("log.jsonl"))) continue;
    rest.set(
      place,
      held.filter(({ path }) => !RUN_FILE.test(nameOf(path))),
    );
    const index = `${place}/${PREPARED_SCENES}`;
    const prepared = places.get(placeOf(index))?.find(({ path }) => path === index);
    runs.set(place, {
      folder: place === "" ? null : nameOf(place),
      files: new Map([
        ...[...files].filter(([name]) => RUN_FILE.test(name)),
        ...(prepared === undefined ? [] : [[PREPARED_SCENES, prepared.file] as const]),
      ]),
    });
  }
  return { runs, rest };
}

/** What a run packaged at its end lies in RUN/model and is called by the run's name. */
function modelName(place: string, runs: ReadonlyMap<string, DroppedRun>): string {
  const run = nameOf(place) === "model" ? runs.get(placeOf(place)) : undefined;
  return run?.folder ?? nameOf(place);
}

/** The folder that was dropped itself. */
function topOf(place: string): string {
  return place.split("/")[0] ?? "";
}

function byPlace(files: readonly DroppedFile[]): ByPlace {
  const places = new Map<string, DroppedFile[]>();
  for (const dropped of files) {
    const place = placeOf(dropped.path);
    places.set(place, [...(places.get(place) ?? []), dropped]);
  }
  return places;
}

function placeOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

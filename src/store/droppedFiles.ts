// What dropped or chosen files are: scenes to open, models to add, and folders that hold neither.
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
  readonly uselessFolders: readonly string[];
};

const MODEL_FILE = /^(?:card\.json|graph\.json|.*\.safetensors)$/;
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
  const used = new Set<string>();
  for (const [place, held] of byPlace(files)) {
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
        folder: place === "" ? null : nameOf(place),
        files: new Map(ofModel.map(({ fileName, file }) => [fileName, file])),
      });
    if (ofModel.length + ofProject.length + ofVectors.length + opened.length > 0)
      used.add(place.split("/")[0] ?? "");
  }
  return {
    scenes,
    projects,
    vectors,
    models,
    uselessFolders: folders.filter((folder) => !used.has(folder)),
  };
}

function byPlace(files: readonly DroppedFile[]): ReadonlyMap<string, readonly DroppedFile[]> {
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

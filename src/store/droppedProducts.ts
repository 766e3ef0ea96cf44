// Whole products among what was dropped or chosen: folders of files, or zips. Each becomes one file to open.
import { packFolder } from "../scene/packFolder.ts";
import { findProducts, type Product } from "../scene/productTable.ts";
import { listZip } from "../scene/zipEntries.ts";
import type { Dropped, DroppedFile, SortedFiles } from "./droppedFiles.ts";

type TakenProducts = {
  readonly products: SortedFiles["scenes"];
  /** What is no part of a product. */
  readonly rest: Dropped;
};

const ZIP = /\.zip$/i;
const PICTURE = /\.(tiff?|gtiff|png)$/i;
const VECTOR = /\.(shp|gpkg|geojson|kml|fgb|csv)$/i;

/** A zip that cannot be listed is left to whoever opens it next. */
export async function takeProducts({ files, folders }: Dropped): Promise<TakenProducts> {
  const inFolders = findProducts(files.map(({ path }) => path)).filter(({ root }) => root !== "");
  const isTaken = ({ path }: DroppedFile) =>
    inFolders.some(({ root }) => path.startsWith(`${root}/`));
  const others = files.filter((file) => !isTaken(file));
  const zips = new Set<DroppedFile>();
  for (const dropped of others)
    if (ZIP.test(dropped.path) && (await isSceneZip(dropped.file))) zips.add(dropped);
  return {
    products: [
      ...inFolders.map((product) => packed(product, files)),
      ...[...zips].map(({ path, file, handle }) => ({ fileName: nameOf(path), file, handle })),
    ],
    rest: {
      files: others.filter((dropped) => !zips.has(dropped)),
      // A folder of which everything was taken is of use.
      folders: folders.filter(
        (folder) => !inFolders.some(({ root }) => root === folder || root.startsWith(`${folder}/`)),
      ),
    },
  };
}

/** Paths from the product's folder on, so that it is the same wherever that lies. */
function packed(
  { files: needed, root }: Product,
  files: readonly DroppedFile[],
): SortedFiles["scenes"][number] {
  const wanted = new Set(needed);
  const parent = root.slice(0, root.lastIndexOf("/") + 1);
  const parts = files
    .filter(({ path }) => wanted.has(path))
    .map(({ path, file }) => ({ path: path.slice(parent.length), file }));
  return { fileName: nameOf(root), file: packFolder(parts) };
}

/** A product, or pictures without any lines beside them. */
async function isSceneZip(file: Blob): Promise<boolean> {
  const entries = await listZip(file).catch(() => []);
  const paths = entries.map(({ path }) => path);
  if (findProducts(paths).length > 0) return true;
  return paths.some((path) => PICTURE.test(path)) && !paths.some((path) => VECTOR.test(path));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

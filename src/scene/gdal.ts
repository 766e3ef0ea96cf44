// GDAL compiled to wasm, loaded when first needed: turns GeoJSON text into files of another format or CRS.
import { AppError } from "../base/errors.ts";

type Dataset = { readonly pointer: number };
type FilePath = { readonly local: string };
type OutputPaths = FilePath & { readonly all?: readonly FilePath[] };

/** The part of gdal3.js that is used. */
export type Gdal = {
  open(file: File | string): Promise<{ datasets: Dataset[]; errors: unknown[] }>;
  close(dataset: Dataset): Promise<void>;
  ogr2ogr(dataset: Dataset, options: string[], outputName: string): Promise<OutputPaths>;
  getFileBytes(path: string): Promise<Uint8Array>;
};

/** How GDAL is loaded and fed where the code runs: browser worker or Node. */
export type GdalHost = {
  readonly load: () => Promise<Gdal>;
  /** Makes text a file that this build of GDAL can open. */
  readonly asInput: (fileName: string, text: string) => Promise<File | string>;
};

export type OgrFile = { readonly extension: string; readonly bytes: Uint8Array<ArrayBuffer> };

/** One function: GeoJSON text in, the files that `ogr2ogr` with these options writes out. */
export type TranslateVector = (
  geojson: string,
  options: readonly string[],
) => Promise<readonly OgrFile[]>;

/** GDAL starts at the first translation; a failed start is tried anew at the next. */
export function createTranslator(host: GdalHost): TranslateVector {
  let starting: Promise<Gdal> | null = null;
  let translations = 0;

  async function start(): Promise<Gdal> {
    starting ??= host.load();
    try {
      return await starting;
    } catch (cause) {
      starting = null;
      throw exportFailed("GDAL could not be loaded; check the connection and try again.", cause);
    }
  }

  return async (geojson, options) => {
    const gdal = await start();
    // A new name each time: GDAL's own file system keeps what was written before.
    const name = `fronts${++translations}`;
    try {
      const opened = await gdal.open(await host.asInput(`${name}.geojson`, geojson));
      const [dataset] = opened.datasets;
      if (dataset === undefined) throw opened.errors[0];
      const written = await gdal.ogr2ogr(dataset, [...options], name);
      await gdal.close(dataset);
      const paths = new Set([written, ...(written.all ?? [])].map(({ local }) => local));
      const files: OgrFile[] = [];
      for (const path of paths) {
        const extension = path.slice(path.lastIndexOf(".") + 1);
        files.push({ extension, bytes: new Uint8Array(await gdal.getFileBytes(path)) });
      }
      return files;
    } catch (cause) {
      throw exportFailed(`GDAL could not write the fronts: ${reasonOf(cause)}.`, cause);
    }
  };
}

export function exportFailed(message: string, cause?: unknown): AppError {
  return new AppError("export-failed", message, { cause });
}

/** gdal3.js rejects with errors, lists of errors or plain objects. */
function reasonOf(cause: unknown): string {
  const first: unknown = Array.isArray(cause) ? cause[0] : cause;
  if (typeof first === "object" && first !== null && "message" in first)
    return String(first.message);
  return first === undefined ? "no reason given" : String(first);
}

// GDAL compiled to wasm, loaded when first needed: files of one format or coordinate system in, of another out.
import { AppError, type ErrorCode } from "../base/errors.ts";

type Dataset = { readonly path: string; readonly pointer: number };
type FilePath = { readonly local: string };
type OutputPaths = FilePath & { readonly all?: readonly FilePath[] };

/** The part of gdal3.js that is used. */
export type Gdal = {
  open(
    files: readonly (File | string)[],
    openOptions?: readonly string[],
  ): Promise<{ datasets: Dataset[]; errors: unknown[] }>;
  close(dataset: Dataset): Promise<void>;
  ogr2ogr(dataset: Dataset, options: string[], outputName: string): Promise<OutputPaths>;
  gdalinfo(dataset: Dataset, options: string[]): Promise<unknown>;
  ogrinfo(dataset: Dataset, options: string[]): Promise<unknown>;
  gdal_translate(dataset: Dataset, options: string[], outputName: string): Promise<OutputPaths>;
  getFileBytes(path: string): Promise<Uint8Array>;
};

/** A file that may be too large to be read whole. */
type LargeFile = { readonly name: string; readonly file: Blob };

export type InputFile = { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> };

/** How GDAL is loaded and fed where the code runs: browser worker or Node. */
export type GdalHost = {
  readonly load: () => Promise<Gdal>;
  /** Lays files into one folder that this build of GDAL can open. */
  readonly asInputs: (
    files: readonly (InputFile | LargeFile)[],
  ) => Promise<readonly (File | string)[]>;
};

export type GdalFile = { readonly extension: string; readonly bytes: Uint8Array<ArrayBuffer> };

/** Input files, of which the first is opened; the others lie beside it. Names differ before their first dot. */
type Inputs = readonly [InputFile | LargeFile, ...(InputFile | LargeFile)[]];

export type GdalAccess = {
  /** What `ogr2ogr` writes with these options; an output's extension tells its part. */
  readonly translateVector: (
    inputs: Inputs,
    options: readonly string[],
  ) => Promise<readonly GdalFile[]>;
  readonly translateRaster: (
    inputs: Inputs,
    options: readonly string[],
  ) => Promise<readonly GdalFile[]>;
  /** A picture that its own reader cannot read, as a plain GeoTIFF. `optionsFor`: for `gdal_translate`, by what `gdalinfo -json` tells. */
  readonly readRaster: (
    inputs: Inputs,
    optionsFor: (told: unknown) => readonly string[],
  ) => Promise<Uint8Array<ArrayBuffer>>;
  /** What `ogrinfo -json` tells. */
  readonly describeVector: (inputs: Inputs) => Promise<unknown>;
};

/** GDAL starts at the first call; a failed start is tried anew at the next. Calls wait for each other: it has one input folder. */
export function createGdal(host: GdalHost): GdalAccess {
  let starting: Promise<Gdal> | null = null;
  let calls = 0;
  let last: Promise<unknown> = Promise.resolve();

  async function start(): Promise<Gdal> {
    starting ??= host.load();
    try {
      return await starting;
    } catch (cause) {
      starting = null;
      throw exportFailed("GDAL could not be loaded; check the connection and try again.", cause);
    }
  }

  async function withDataset<T>(
    inputs: Inputs,
    code: ErrorCode,
    work: (gdal: Gdal, dataset: Dataset, outputName: string) => Promise<T>,
  ): Promise<T> {
    const gdal = await start();
    try {
      const opened = await gdal.open(await host.asInputs(inputs));
      const dataset = opened.datasets.find(({ path }) => path === inputs[0].name);
      if (dataset === undefined) throw opened.errors[0];
      // A new name each time: GDAL's own file system keeps what was written before.
      const result = await work(gdal, dataset, `made${++calls}`);
      for (const one of opened.datasets) await gdal.close(one);
      return result;
    } catch (cause) {
      if (cause instanceof AppError) throw cause;
      throw new AppError(code, `GDAL answered: ${reasonOf(cause)}.`, { cause });
    }
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined);
    return mine;
  }

  return {
    translateVector: (inputs, options) =>
      inTurn(() =>
        withDataset(inputs, "export-failed", async (gdal, dataset, name) =>
          filesOf(gdal, await gdal.ogr2ogr(dataset, [...options], name)),
        ),
      ),
    translateRaster: (inputs, options) =>
      inTurn(() =>
        withDataset(inputs, "export-failed", async (gdal, dataset, name) =>
          filesOf(gdal, await gdal.gdal_translate(dataset, [...options], name)),
        ),
      ),
    readRaster: (inputs, optionsFor) =>
      inTurn(() =>
        withDataset(inputs, "file-unsupported", async (gdal, dataset, name) => {
          const options = optionsFor(await gdal.gdalinfo(dataset, ["-json"]));
          const [made] = await filesOf(
            gdal,
            await gdal.gdal_translate(dataset, [...options], name),
          );
          if (made === undefined) throw new Error("nothing was written");
          return made.bytes;
        }),
      ),
    describeVector: (inputs) =>
      inTurn(() =>
        withDataset(inputs, "import-failed", (gdal, dataset) =>
          gdal.ogrinfo(dataset, ["-json", "-so", "-al"]),
        ),
      ),
  };
}

async function filesOf(gdal: Gdal, written: OutputPaths): Promise<GdalFile[]> {
  const paths = new Set([written, ...(written.all ?? [])].map(({ local }) => local));
  const files: GdalFile[] = [];
  for (const path of paths) {
    const extension = path.slice(path.lastIndexOf(".") + 1);
    files.push({ extension, bytes: new Uint8Array(await gdal.getFileBytes(path)) });
  }
  return files;
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

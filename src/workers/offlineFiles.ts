// The files of this version of the app and how the browser's cache keeps them, for the service worker and the page alike.

/** One of the app's own files; written by `offlineFiles` of the build. */
export type OfflineFile = {
  /** Beside the page: "assets/a.js". */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  /** "app", "gdal", "engine", "demo", or "models/NAME". */
  readonly group: string;
};

export const OFFLINE_LIST = "offline-files.json";
export const CACHE_PREFIX = "icefront-files-";
/** What the page says to a waiting service worker when its user wants the new version. */
export const TAKE_OVER = "take-over";

/** Always kept, so that the page opens without a connection. */
export const APP_GROUP = "app";

export function groupOf(path: string): string {
  const model = /^models\/([^/]+)\//.exec(path)?.[1];
  if (model !== undefined) return `models/${model}`;
  if (path.startsWith("demo/")) return "demo";
  if (/gdal3WebAssembly/.test(path)) return "gdal";
  if (path.endsWith(".wasm")) return "engine";
  return APP_GROUP;
}

/**
 * Of the files that an older version's cache holds, those that are the same file in this version: they need not be
 * fetched again.
 */
export function unchangedFiles(
  older: readonly OfflineFile[],
  now: readonly OfflineFile[],
): readonly string[] {
  const known = new Map(older.map(({ path, sha256 }) => [path, sha256]));
  return now.filter(({ path, sha256 }) => known.get(path) === sha256).map(({ path }) => path);
}

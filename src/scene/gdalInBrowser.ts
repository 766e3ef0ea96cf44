// GDAL's wasm build in a browser worker: its files are assets of the site, fetched at the first export.

import dataUrl from "gdal3.js/dist/package/gdal3WebAssembly.data?url";
import wasmUrl from "gdal3.js/dist/package/gdal3WebAssembly.wasm?url";
import type { Gdal, GdalHost } from "./gdal.ts";

export const gdalInBrowser: GdalHost = {
  load: async () => {
    // In a worker gdal3.js takes the global message handler for itself as it is loaded: give it back.
    const scope = globalThis as { onmessage?: unknown };
    const { onmessage } = scope;
    const { default: initGdalJs } = await import("gdal3.js");
    scope.onmessage = onmessage;
    const absolute = (url: string) => new URL(url, import.meta.url).href;
    return (await initGdalJs({
      paths: { wasm: absolute(wasmUrl), data: absolute(dataUrl) },
      useWorker: false,
      logHandler: () => undefined,
      errorHandler: () => undefined,
    })) as unknown as Gdal;
  },
  asInputs: async (files) =>
    files.map((input) => new File(["file" in input ? input.file : input.bytes], input.name)),
};

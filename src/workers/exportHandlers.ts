// The scene worker's calls about vector files and products: lines read and written by GDAL, masks and tiles, zips.
import { zipSync } from "fflate";
import { AppError } from "../base/errors.ts";
import type { GdalAccess } from "../scene/gdal.ts";
import { readPlaces } from "../scene/readPlaces.ts";
import { readVector } from "../scene/readVector.ts";
import type { Band } from "../scene/scene.ts";
import { writeRasters } from "../scene/writeRasters.ts";
import { type WrittenFile, writeVector } from "../scene/writeVector.ts";
import type { CallContext, Handlers, Progress, SceneCalls } from "./protocol.ts";

type ReadBand = (sceneId: string, band: number, context: CallContext<Progress>) => Promise<Band>;

export function createExportHandlers(
  gdal: GdalAccess,
  readBand: ReadBand,
): Pick<Handlers<SceneCalls>, "readVector" | "readPlaces" | "exportVector" | "exportRasters"> {
  return {
    readVector: async ({ files }, { report }) => {
      report({ stage: "read", done: 0, total: 0 });
      return { response: await readVector(await bytesOf(files), gdal) };
    },
    readPlaces: async ({ files }, { report }) => {
      report({ stage: "read", done: 0, total: 0 });
      return { response: await readPlaces(await bytesOf(files), gdal) };
    },
    exportVector: async ({ files, sidecar, stem }, { signal, report }) => {
      const written: WrittenFile[] = [];
      for (const [done, file] of files.entries()) {
        signal.throwIfAborted();
        report({ stage: "export", done, total: files.length });
        written.push(...(await writeVector(file, gdal)));
      }
      if (sidecar !== null)
        written.push({
          fileName: sidecar.fileName,
          bytes: new TextEncoder().encode(sidecar.text),
        });
      return packed(written, stem);
    },
    exportRasters: async ({ product, scenes, bands, stem }, context) => {
      const written: WrittenFile[] = [];
      const reader = {
        gdal,
        readBand: ({ id }: { readonly id: string }) => readBand(id, bands[id] ?? 0, context),
      };
      for await (const file of writeRasters(product, scenes, reader)) {
        context.signal.throwIfAborted();
        written.push(file);
        context.report({ stage: "export", done: written.length, total: 0 });
      }
      return packed(written, stem);
    },
  };
}

function bytesOf(files: readonly { readonly name: string; readonly file: Blob }[]) {
  return Promise.all(
    files.map(async ({ name, file }) => ({
      name,
      bytes: new Uint8Array(await file.arrayBuffer()),
    })),
  );
}

/** One file as it is, several in a zip. Pictures are compressed already. */
function packed(files: readonly WrittenFile[], stem: string) {
  const [only] = files;
  if (only === undefined) throw new AppError("nothing-to-export", "There is nothing to write.");
  if (files.length === 1) return { response: only, transfer: [only.bytes.buffer] };
  const level = (name: string) => (/\.(?:png|tif)$/.test(name) ? 0 : 6);
  const bytes = zipSync(
    Object.fromEntries(
      files.map(({ fileName, bytes: content }) => [
        fileName,
        [content, { level: level(fileName) }],
      ]),
    ),
  );
  return { response: { fileName: `${stem}.zip`, bytes }, transfer: [bytes.buffer] };
}

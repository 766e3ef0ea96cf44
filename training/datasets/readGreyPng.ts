// An 8- or 16-bit grey PNG from disk.
import { readFileSync } from "node:fs";
import { decode } from "fast-png";
import { AppError } from "../../src/base/errors.ts";

export type GreyImage = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly values: Uint8Array | Uint16Array;
};

/** Throws `file-unreadable` naming the file. */
export function readGreyPng(path: string): GreyImage {
  let png: ReturnType<typeof decode>;
  try {
    png = decode(readFileSync(path));
  } catch (cause) {
    throw new AppError("file-unreadable", `${path} cannot be read as a PNG.`, { cause });
  }
  if (png.channels !== 1 || png.palette)
    throw new AppError("file-unreadable", `${path} is not a grey picture.`);
  if (!(png.data instanceof Uint8Array || png.data instanceof Uint16Array))
    throw new AppError("file-unreadable", `${path} is neither 8 nor 16 bits deep.`);
  return { widthPx: png.width, heightPx: png.height, values: png.data };
}

/** A grey PNG that is read when it is asked for. */
export function greyPngFile(path: string) {
  return { path, read: () => readGreyPng(path) };
}

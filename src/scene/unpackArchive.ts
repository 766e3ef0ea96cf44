// What lies in a zip that was dropped, within limits: a small file must not unpack to what no computer can hold.
import { unzipSync } from "fflate";
import { AppError } from "../base/errors.ts";
import type { InputFile } from "./gdal.ts";

const MOST_ENTRIES = 500;
const MOST_BYTES = 512 * 1024 * 1024;
/** Deflate reaches a thousandfold only with emptiness; maps and tables stay far below. */
const MOST_EXPANSION = 200;
/** Small files may shrink much: a table of blanks does. */
const HARMLESS_BYTES = 16 * 1024 * 1024;

/** Entries whose extension is wanted, without their folders. Throws `import-too-large` or `import-failed`. */
export function unpackArchive(
  { name, bytes }: InputFile,
  wanted: (fileName: string) => boolean,
): InputFile[] {
  let [entries, total] = [0, 0];
  const files: InputFile[] = [];
  let unpacked: Record<string, Uint8Array>;
  try {
    unpacked = unzipSync(bytes, {
      filter: ({ name: path, size, originalSize }) => {
        entries++;
        if (entries > MOST_ENTRIES)
          throw tooLarge(`${name} holds more than ${MOST_ENTRIES} files.`);
        const isWanted = !isOutside(path) && wanted(baseName(path));
        if (!isWanted) return false;
        total += originalSize;
        const isBomb = originalSize > HARMLESS_BYTES && originalSize > MOST_EXPANSION * size;
        if (isBomb || total > MOST_BYTES)
          throw tooLarge(`${path} in ${name} unpacks to ${originalSize} bytes from ${size}.`);
        return true;
      },
    });
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError("import-failed", `${name} is not a zip that can be unpacked.`, { cause });
  }
  for (const [path, content] of Object.entries(unpacked))
    files.push({ name: baseName(path), bytes: Uint8Array.from(content) });
  return files;
}

function tooLarge(message: string): AppError {
  return new AppError("import-too-large", message);
}

function baseName(path: string): string {
  return path.replace(/^.*[/\\]/, "");
}

/** Folders that macOS adds, and paths that would leave the archive. */
function isOutside(path: string): boolean {
  return path.includes("__MACOSX/") || path.split(/[/\\]/).includes("..") || path.startsWith("/");
}

// Lists of scenes for many machines: which files, and which of them are this machine's.
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { AppError } from "../src/base/errors.ts";

const NAMES = ["path", "file"];

/**
 * The files of a manifest: JSON lines with a field `path` (or `file`), else CSV with such a column, else one path a
 * line. Relative paths count from the manifest. Throws `option-invalid` naming the line.
 */
export function readManifest(manifest: string): string[] {
  let text: string;
  try {
    text = readFileSync(manifest, "utf8");
  } catch (cause) {
    const sentence = `The manifest ${manifest} cannot be read. Check its name and permissions.`;
    throw new AppError("file-unreadable", sentence, { cause });
  }
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const [head = ""] = lines;
  const found = head.trimStart().startsWith("{") ? fromJson(lines) : fromCsv(lines);
  if (found.length === 0)
    throw new AppError("option-invalid", `The manifest ${manifest} names no file.`);
  return found.map((path) => {
    if (/^https?:/i.test(path))
      throw new AppError(
        "option-invalid",
        `The manifest names ${path}; remote scenes are not read from a shell. Download them first.`,
      );
    return resolve(dirname(manifest), path);
  });
}

function fromJson(lines: readonly string[]): string[] {
  return lines.flatMap((line, i) => {
    if (line.trim() === "") return [];
    let entry: unknown;
    try {
      entry = JSON.parse(line);
    } catch (cause) {
      throw new AppError("option-invalid", `Line ${i + 1} of the manifest is not JSON.`, { cause });
    }
    const fields = typeof entry === "object" && entry !== null ? entry : {};
    const path = NAMES.map((name) => Reflect.get(fields, name)).find(
      (value) => typeof value === "string" && value !== "",
    );
    if (typeof path !== "string")
      throw new AppError("option-invalid", `Line ${i + 1} of the manifest has no "path".`);
    return [path];
  });
}

function fromCsv(lines: readonly string[]): string[] {
  const rows = lines.map(cellsOf);
  const head = (rows[0] ?? []).map((cell) => cell.toLowerCase());
  const column = head.findIndex((name) => NAMES.includes(name));
  const body = column === -1 ? rows : rows.slice(1);
  return body.flatMap((cells) => cells[Math.max(0, column)]?.trim() || []);
}

/** Cells of a line, quoted ones with commas and doubled quotes in them. */
function cellsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? "",
  );
}

/** Every n-th file beginning with the i-th, for `i/n`, so that neighbours in the list go to different machines. */
export function shardOf(files: readonly string[], shard: string | undefined): readonly string[] {
  if (shard === undefined) return files;
  const [, own, of] = /^(\d+)\/(\d+)$/.exec(shard) ?? [];
  const [i, n] = [Number(own), Number(of)];
  if (!(i >= 1 && i <= n))
    throw new AppError("option-invalid", `--shard must be like 2/8, not "${shard}".`);
  return files.filter((_, index) => index % n === i - 1);
}

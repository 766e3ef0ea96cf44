// Lists of scenes for many machines: which files, and which of them are this machine's.
import { readFileSync } from "node:fs";
import { dirname, parse, resolve } from "node:path";
import { AppError } from "../src/base/errors.ts";
import { checkAddress, isAddress, nameOfAddress } from "../src/scene/address.ts";

const PLACES = ["path", "file", "url"];

/** One scene to be done. */
export type ListedScene = {
  /** An absolute path, a path from here, or an address. */
  readonly file: string;
  /** Results are called so, with their endings. */
  readonly stem: string;
};

/** A file's own name, without its ending, is its results' name. */
export function listedScene(file: string): ListedScene {
  const fileName = isAddress(file) ? nameOfAddress(checkAddress(file)) : file;
  return { file, stem: parse(fileName).name };
}

/**
 * The scenes of a manifest: JSON lines with a field `path` (or `file`, `url`), else CSV with such a column, else one a
 * line. A field `name` says what the results are called, for files of the same name in different folders. Relative
 * paths count from the manifest. Throws `option-invalid` naming the line, `address-invalid`.
 */
export function readManifest(manifest: string): ListedScene[] {
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
  return found.map(({ place, name }) => {
    const scene = listedScene(
      isAddress(place) ? checkAddress(place) : resolve(dirname(manifest), place),
    );
    return name === "" ? scene : { ...scene, stem: checkStem(name) };
  });
}

type Row = { readonly place: string; readonly name: string };

function checkStem(name: string): string {
  if (/[/\\\0]/.test(name) || name.startsWith("."))
    throw new AppError("option-invalid", `The manifest's name "${name}" is no file name.`);
  return name;
}

function fromJson(lines: readonly string[]): Row[] {
  return lines.flatMap((line, i) => {
    if (line.trim() === "") return [];
    let entry: unknown;
    try {
      entry = JSON.parse(line);
    } catch (cause) {
      throw new AppError("option-invalid", `Line ${i + 1} of the manifest is not JSON.`, { cause });
    }
    const fields = typeof entry === "object" && entry !== null ? entry : {};
    const place = PLACES.map((name) => Reflect.get(fields, name)).find(
      (value) => typeof value === "string" && value !== "",
    );
    if (typeof place !== "string")
      throw new AppError("option-invalid", `Line ${i + 1} of the manifest has no "path".`);
    const name = Reflect.get(fields, "name");
    return [{ place, name: typeof name === "string" ? name : "" }];
  });
}

function fromCsv(lines: readonly string[]): Row[] {
  const rows = lines.map(cellsOf);
  const head = (rows[0] ?? []).map((cell) => cell.toLowerCase());
  const column = head.findIndex((name) => PLACES.includes(name));
  const body = column === -1 ? rows : rows.slice(1);
  const nameColumn = column === -1 ? -1 : head.indexOf("name");
  return body.flatMap((cells) => {
    const place = cells[Math.max(0, column)]?.trim() ?? "";
    return place === "" ? [] : [{ place, name: cells[nameColumn]?.trim() ?? "" }];
  });
}

/** Cells of a line, quoted ones with commas and doubled quotes in them. */
function cellsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? "",
  );
}

/** Every n-th file beginning with the i-th, for `i/n`, so that neighbours in the list go to different machines. */
export function shardOf<T>(files: readonly T[], shard: string | undefined): readonly T[] {
  if (shard === undefined) return files;
  const [, own, of] = /^(\d+)\/(\d+)$/.exec(shard) ?? [];
  const [i, n] = [Number(own), Number(of)];
  if (!(i >= 1 && i <= n))
    throw new AppError("option-invalid", `--shard must be like 2/8, not "${shard}".`);
  return files.filter((_, index) => index % n === i - 1);
}

// Folders of unlabelled pairs, one optical picture a glacier: SSL4SAR as published, a folder a glacier, or files side by side.
import { existsSync, openAsBlob, readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { AppError, toAppError } from "../../src/base/errors.ts";
import { openScene } from "../../src/scene/openScene.ts";
import type { PairSource, PictureSource } from "./pairSource.ts";
import { simulatedPairs } from "./simulatedPairs.ts";

const PICTURE = /\.(tiff?|png)$/i;
const LAYOUTS = [published, folderOfEachGlacier, sideBySide] as const;

/**
 * Pairs of all words of `--data`: a folder, or `simulated:N`. Throws `option-invalid` for a word that is neither,
 * `file-unreadable` for a SAR picture without an optical one.
 */
export function listPairs(data: readonly string[]): PairSource[] {
  return data.flatMap((word) => {
    const count = /^simulated:(\d+)$/.exec(word)?.[1];
    return count === undefined ? listFolder(word) : simulatedPairs(Number(count));
  });
}

function listFolder(folder: string): PairSource[] {
  if (!existsSync(folder)) throw new AppError("option-invalid", `${folder} does not exist.`);
  for (const layout of LAYOUTS) {
    const pairs = layout(folder);
    if (pairs.length) return pairs;
  }
  throw new AppError(
    "option-invalid",
    `${folder} holds no pairs: looked for unlabeled_data_raw_train and data_optical, for GLACIER/optical.tif with GLACIER/sar, and for X_s1*.tif with X_s2*.tif (docs/datasets.md).`,
  );
}

/** Of SSL4SAR (doi:10.5281/zenodo.14748506), unpacked as its authors' programs ask for it. */
function published(root: string): PairSource[] {
  const opticalFolder = firstFolder(root, ["data_optical/data_optical", "data_optical"]);
  const sarFolder = (part: string) =>
    firstFolder(root, [`data_unlabeled/unlabeled_data_raw_${part}`, `unlabeled_data_raw_${part}`]);
  const [train, validation] = [sarFolder("train"), sarFolder("val")];
  if (!opticalFolder || !train) return [];
  const optical = new Map(
    pictures(opticalFolder).map((path) => [words(path)[0] ?? "", source(path)]),
  );
  const pairs = (folder: string, part: PairSource["part"]) =>
    pictures(folder).map((path) => ({
      name: stem(path),
      part,
      sar: source(path),
      optical: opticalOf(path, optical),
    }));
  if (!validation) return pairs(train, "both");
  return [...pairs(train, "train"), ...pairs(validation, "validation")];
}

/** The glacier is the name's second word, or its first; Columbia is written COL. */
function opticalOf(path: string, optical: ReadonlyMap<string, PictureSource>): PictureSource {
  const [first = "", second = ""] = words(path).map((word) => (word === "COL" ? "Columbia" : word));
  const found = optical.get(second) ?? optical.get(first);
  if (!found)
    throw new AppError(
      "file-unreadable",
      `${path} has no optical picture: none begins with ${second || first}_; there are ${[...optical.keys()].join(", ")}.`,
    );
  return found;
}

function folderOfEachGlacier(root: string): PairSource[] {
  const folders = readdirSync(root, { withFileTypes: true }).filter((item) => item.isDirectory());
  return folders
    .map(({ name }) => name)
    .sort()
    .flatMap((glacier) => {
      const optical = join(root, glacier, "optical.tif");
      const folder = firstFolder(root, [`${glacier}/sar`]);
      if (!folder || !existsSync(optical)) return [];
      return pictures(folder).map((path) => ({
        name: `${glacier}_${stem(path)}`,
        part: "both" as const,
        sar: source(path),
        optical: source(optical),
      }));
    });
}

/** X_s1.tif or X_s1_MORE.tif beside X_s2.tif or X_s2_MORE.tif. */
function sideBySide(root: string): PairSource[] {
  const nameOf = (path: string, sensor: string) =>
    new RegExp(`^(.+)_${sensor}(_.*)?$`, "i").exec(stem(path))?.[1];
  const all = pictures(root);
  return all.flatMap((path) => {
    const name = nameOf(path, "s1");
    const optical = all.find((other) => name !== undefined && nameOf(other, "s2") === name);
    if (!optical) return [];
    return [
      { name: stem(path), part: "both" as const, sar: source(path), optical: source(optical) },
    ];
  });
}

function source(path: string): PictureSource {
  return {
    path,
    open: async () => {
      try {
        return { ...(await openScene(await openAsBlob(path), basename(path))), path };
      } catch (error) {
        throw new AppError(
          "file-unreadable",
          `${path} cannot be read: ${toAppError(error).message}`,
          { cause: error },
        );
      }
    },
  };
}

function firstFolder(root: string, names: readonly string[]): string | undefined {
  return names
    .map((name) => join(root, name))
    .find((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory());
}

function pictures(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => PICTURE.test(file))
    .sort()
    .map((file) => join(folder, file));
}

function stem(path: string): string {
  return basename(path).replace(PICTURE, "");
}

function words(path: string): string[] {
  return stem(path).split("_");
}

// A split from a JSON file: lists of scene names.
import { readFileSync } from "node:fs";
import { AppError } from "../src/base/errors.ts";
import type { SceneFacts } from "./datasets/labelledScene.ts";

/** Scene names. `validation` chooses epochs and thresholds; `test` is only reported. */
export type Split = {
  readonly train: readonly string[];
  readonly validation: readonly string[];
  readonly test: readonly string[];
};

const PARTS = ["train", "validation", "test"] as const;
const STRADDLE = "datesMayStraddle";

/** What must stay together: the scenes of one glacier and day. */
export function dayOf({ glacier, date }: SceneFacts): string {
  return `${glacier} ${date}`;
}

export function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((name) => typeof name === "string");
}

/**
 * The lists "train", "validation" and "test", of which any may be absent, and "datesMayStraddle", without which scenes of
 * one glacier and day must be in one list. Throws `option-invalid` naming the file, and the field or scene that does not fit.
 */
export function readSplitFile(path: string, scenes: readonly SceneFacts[]): Split {
  const fail = (what: string) => new AppError("option-invalid", `${path}: ${what}`);
  const value = readObject(path);
  const unknown = Object.keys(value).find((field) => ![...PARTS, STRADDLE].includes(field));
  if (unknown !== undefined) throw fail(`unknown field ${unknown}.`);
  const straddles = value[STRADDLE] ?? false;
  if (typeof straddles !== "boolean") throw fail(`${STRADDLE} is neither true nor false.`);
  const known = new Map(scenes.map((scene) => [scene.name, scene]));
  const partOfName = new Map<string, string>();
  const firstOfDay = new Map<string, string>();
  const place = (name: string, part: keyof Split): void => {
    const scene = known.get(name);
    if (!scene) throw fail(`${part} names a missing scene, ${name}.`);
    const other = partOfName.get(name);
    if (other) throw fail(`${name} is in ${other} and in ${part}.`);
    partOfName.set(name, part);
    const first = firstOfDay.get(dayOf(scene)) ?? name;
    firstOfDay.set(dayOf(scene), first);
    const firstPart = partOfName.get(first);
    if (firstPart !== part && !straddles)
      throw fail(
        `${name} is in ${part}, but ${first} of the same glacier and day in ${firstPart}; put both in one list, or set ${STRADDLE} to true.`,
      );
  };
  const names = (part: keyof Split): string[] => {
    const list = value[part] ?? [];
    if (!isNames(list)) throw fail(`${part} is not a list of scene names.`);
    for (const name of list) place(name, part);
    return list;
  };
  return { train: names("train"), validation: names("validation"), test: names("test") };
}

function readObject(path: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new AppError("option-invalid", `${path} is not a readable JSON file.`, { cause });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new AppError("option-invalid", `${path} does not hold lists of scene names.`);
  return { ...value };
}

// Which scenes train and which judge. A date never straddles a split: neighbouring dates are nearly the same picture.
import { readFileSync } from "node:fs";
import { AppError } from "../src/base/errors.ts";
import type { SceneFacts } from "./datasets/labelledScene.ts";

/** Scene names by use; `unseenGlacier` shows a glacier that training never saw, `otherDates` later dates of known ones. */
export type Split = {
  readonly train: readonly string[];
  readonly otherDates: readonly string[];
  readonly unseenGlacier: readonly string[];
};

export type SplitRule = {
  /** Kept apart whole. */
  readonly unseenGlacier: string;
  /** Share of each other glacier's scenes, its last dates, kept apart. */
  readonly lastDatesShare01: number;
};

/** Throws `option-invalid` when the data set has no such glacier or nothing is left to train on. */
export function splitByGlacierAndDate(scenes: readonly SceneFacts[], rule: SplitRule): Split {
  const glaciers = [...new Set(scenes.map((scene) => scene.glacier))];
  if (!glaciers.includes(rule.unseenGlacier))
    throw new AppError(
      "option-invalid",
      `split.unseenGlacier: the data set has no glacier "${rule.unseenGlacier}", only ${glaciers.join(", ")}.`,
    );
  const known = glaciers.filter((glacier) => glacier !== rule.unseenGlacier);
  const firstHeldDate = new Map(known.map((glacier) => [glacier, firstHeld(glacier)]));
  const use = ({ glacier, date }: SceneFacts): keyof Split => {
    const held = firstHeldDate.get(glacier);
    if (held === undefined) return "unseenGlacier";
    return date >= held ? "otherDates" : "train";
  };
  const namesFor = (wanted: keyof Split) =>
    scenes.filter((scene) => use(scene) === wanted).map((scene) => scene.name);
  const train = namesFor("train");
  if (!train.length)
    throw new AppError("option-invalid", "split.lastDatesShare01 leaves no scene to train on.");
  return { train, otherDates: namesFor("otherDates"), unseenGlacier: namesFor("unseenGlacier") };

  function firstHeld(glacier: string): string {
    const dates = scenes
      .filter((scene) => scene.glacier === glacier)
      .map((scene) => scene.date)
      .sort();
    return dates[Math.floor(dates.length * (1 - rule.lastDatesShare01))] ?? "9999";
  }
}

/** A split from a JSON file. Throws `option-invalid` naming the field or the scene that does not fit. */
export function readSplit(path: string, scenes: readonly SceneFacts[]): Split {
  let value: Partial<Record<keyof Split, unknown>>;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new AppError("option-invalid", `${path} is not a readable JSON file.`, { cause });
  }
  const known = new Set(scenes.map((scene) => scene.name));
  const names = (field: keyof Split): string[] => {
    const list = value[field] ?? [];
    if (!Array.isArray(list))
      throw new AppError("option-invalid", `${path}: ${field} is not a list of scene names.`);
    for (const name of list)
      if (!known.has(name))
        throw new AppError("option-invalid", `${path}: ${field} names a missing scene, ${name}.`);
    return list;
  };
  return {
    train: names("train"),
    otherDates: names("otherDates"),
    unseenGlacier: names("unseenGlacier"),
  };
}

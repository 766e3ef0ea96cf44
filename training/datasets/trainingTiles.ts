// Training tiles (src/scene/trainingTiles.ts says what they are) from a folder.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "../../src/base/errors.ts";
import {
  isTileName,
  TILES_FILE,
  TILES_FORMAT,
  TILES_VERSION,
  type TrainingTilesIndex,
} from "../../src/scene/trainingTiles.ts";
import { greyPngFile } from "./readGreyPng.ts";
import type { Listing } from "./sceneSource.ts";

/** Throws `file-unreadable` when tiles.json is missing, is none or is of another version. */
export function listTrainingTiles(folder: string): Listing {
  const toldBy = join(folder, TILES_FILE);
  const { licence, attribution, scenes } = readIndex(toldBy);
  return {
    name: `training tiles (${attribution})`,
    attribution,
    licence,
    sources: scenes.map((facts) => {
      const file = (kind: string) => greyPngFile(join(folder, `${facts.name}.${kind}.png`));
      const zones = file("zones");
      const hasZones = isTileName(facts.name) && existsSync(zones.path);
      return {
        facts,
        toldBy,
        sar: file("sar"),
        front: file("front"),
        zones: hasZones ? zones : null,
      };
    }),
    findings: [],
  };
}

function readIndex(path: string): TrainingTilesIndex {
  let index: TrainingTilesIndex;
  try {
    index = JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new AppError("file-unreadable", `${path} is not a readable JSON file.`, { cause });
  }
  const { format, version, licence, attribution, scenes } = index ?? {};
  if (format !== TILES_FORMAT || version !== TILES_VERSION)
    throw new AppError(
      "file-unreadable",
      `${path} is not of the format ${TILES_FORMAT}, version ${TILES_VERSION}.`,
    );
  const checks = {
    licence: typeof licence === "string",
    attribution: typeof attribution === "string",
    scenes: Array.isArray(scenes) && scenes.every((scene) => typeof scene === "object" && scene),
  };
  const wrong = Object.entries(checks).find(([, holds]) => !holds)?.[0];
  if (wrong) throw new AppError("file-unreadable", `${path}: ${wrong} is missing or impossible.`);
  return index;
}

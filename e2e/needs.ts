// What some journeys need and a machine may lack. Where it lacks, they are skipped and say so; checks never lack it.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "@playwright/test";

/** GDAL's own programs, which read exports back independently of the page. */
export const HAS_GDAL = ["ogrinfo", "gdalinfo", "gdaltransform"].every(
  (program) => spawnSync(program, ["--version"]).error === undefined,
);

/** `.ci/run` installs it: there its absence is a failure, elsewhere the journey is skipped. */
export function needsGdal(): void {
  if (!HAS_GDAL && process.env.CI) throw new Error("Debian's gdal-bin is missing; see .ci/run.");
  test.skip(!HAS_GDAL, "SKIPPED: no GDAL here (Debian's gdal-bin) to read the export back");
}

/** Paths of real scenes, which may not be committed; the journey is skipped where they do not lie beside the project. */
export function needsScenes(...names: readonly [string, ...string[]]): [string, ...string[]] {
  const [first, ...more] = names;
  const scene = (name: string) => needsShared(`data/scenes/${name}`);
  return [scene(first), ...more.map(scene)];
}

/** Path of test data that lie beside the project and may not be committed; the journey is skipped where they do not. */
export function needsShared(name: string): string {
  const path = join(import.meta.dirname, "../../shared", name);
  test.skip(!existsSync(path), `SKIPPED: ${path} is not here, and may not be committed`);
  return path;
}

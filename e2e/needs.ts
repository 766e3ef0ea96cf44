// What some journeys need and a machine may lack. Where it lacks, they are skipped and say so; checks never lack it.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "@playwright/test";

/** GDAL's own programs, which read exports back independently of the page. */
export const HAS_GDAL = ["ogrinfo", "gdalinfo", "gdaltransform"].every(
  (program) => spawnSync(program, ["--version"]).error === undefined,
);

/**
 * The one place where a browser test is left out: where the machine, not the code, lacks what it needs; the line says what.
 * What `.ci/run` installs (`isInstalled`) may not lack where the checks run: there it is a failure.
 */
export function needs(
  isThere: boolean,
  lack: string,
  { isInstalled = true }: { readonly isInstalled?: boolean } = {},
): void {
  if (!isThere && isInstalled && process.env.CI) throw new Error(`${lack}; see .ci/run.`);
  test.skip(!isThere, `SKIPPED, the machine lacks what this needs: ${lack}`);
}

export function needsGdal(): void {
  needs(HAS_GDAL, "no GDAL here (Debian's gdal-bin) to read the export back");
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
  needs(existsSync(path), `${path} is not here, and may not be committed`, { isInstalled: false });
  return path;
}

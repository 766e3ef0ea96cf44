// The program from the outside: facts of real scenes as GDAL tells them, and plain sentences for what is none.
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sharedPath } from "../test/fixtures/sharedData.ts";

const folder = sharedPath("data/scenes");
type Entry = {
  file: string;
  width: number;
  height: number;
  crs: { epsg: number | null } | null;
  corners: Record<string, { lon_lat: [number, number] }>;
  bands: { checksum: number }[];
};

const PROGRAM = ["--import", "tsx", "cli/info.ts"];
const FILES = [
  "s1_helheim_20180602_hh.tif",
  "made_helheim_gcp_swath.tif",
  "made_helheim_cint16.tif",
  "made_helheim_epsg3413.tif",
  "vanderford_bathymetry_epsg3031_cog.tif",
];

describe.skipIf(folder === null)("npm run info (skipped without ../shared)", () => {
  it("prints size, corners and checksums as GDAL has them, one JSON line a file", () => {
    const { files }: { files: Entry[] } = JSON.parse(
      readFileSync(join(folder ?? "", "manifest.json"), "utf8"),
    );
    const paths = FILES.map((file) => join(folder ?? "", file));
    const out = execFileSync("node", [...PROGRAM, "--json", "--checksum", ...paths], {
      encoding: "utf8",
    });
    const lines = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(FILES.length);
    for (const [i, told] of lines.entries()) {
      const entry = files.find(({ file }) => file === FILES[i]);
      if (entry === undefined) throw new Error("Not in the manifest.");
      expect(told.size).toEqual([entry.width, entry.height]);
      expect(told.checksums).toEqual(entry.bands.map(({ checksum }) => checksum));
      const names = ["upper_left", "upper_right", "lower_right", "lower_left"];
      for (const [k, name] of names.entries())
        for (const axis of [0, 1])
          expect(told.cornersLonLat[k][axis]).toBeCloseTo(
            entry.corners[name]?.lon_lat[axis] ?? Number.NaN,
            6,
          );
    }
    expect(lines[1].georeferencing).toMatchObject({
      kind: "ground-control-points",
      pointCount: 231,
    });
    expect(lines[1].crs.code).toBe("EPSG:3413");
  }, 60_000);

  it("names what cannot be read, goes on, and ends with 1", () => {
    const good = join(folder ?? "", "made_helheim_epsg3413.tif");
    const { status, stdout, stderr } = spawnSync(
      "node",
      [...PROGRAM, "package.json", "none.tif", good],
      {
        encoding: "utf8",
      },
    );
    expect(status).toBe(1);
    expect(stderr).toMatch(/package\.json: The file is not a TIFF.*JSON/);
    expect(stderr).toMatch(/none\.tif: The file cannot be read/);
    expect(stdout).toContain("EPSG:3413");
  }, 60_000);
});

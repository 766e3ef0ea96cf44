// Products as folders and zips, from a shell.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { zipSync } from "fflate";
import { afterAll, beforeAll, expect, it } from "vitest";
import { writeTinyModel } from "../test/fixtures/tinyModel.ts";
import { SAFE_NAME, SAFE_SIZE, tinySafe } from "../test/fixtures/tinySafe.ts";

const folder = mkdtempSync(join(tmpdir(), "icefront-product-"));
const safe = join(folder, SAFE_NAME);
const zip = join(folder, "product.zip");

beforeAll(async () => {
  const files = tinySafe();
  for (const { path, bytes } of files) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  writeFileSync(zip, zipSync(Object.fromEntries(files.map(({ path, bytes }) => [path, bytes]))));
  await writeTinyModel(join(folder, "model"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (program: string, ...args: string[]) =>
  spawnSync("node", ["--import", "tsx", `cli/${program}.ts`, ...args], { encoding: "utf8" });

it("info tells the channels, date and place of a folder and of a zip alike", () => {
  const { stdout } = run("info", "--json", "--checksum", safe, zip);
  const [ofFolder, ofZip] = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(ofFolder).toMatchObject({
    size: [SAFE_SIZE.widthPx, SAFE_SIZE.heightPx],
    bandNames: ["HH", "HV", "HH sigma0", "HV sigma0"],
    acquisition: { date: "2018-06-02", sensor: "Sentinel-1A" },
    georeferencing: { kind: "ground-control-points", pointCount: 30 },
  });
  expect(ofZip.checksums).toEqual(ofFolder.checksums);
  expect(ofZip.checksums).toHaveLength(2);
  expect(ofZip.bandNames).toEqual(ofFolder.bandNames);
}, 60_000);

it("predict reads the channel that is named, and names those that there are", () => {
  const options = [
    "--model",
    join(folder, "model"),
    "--backend",
    "wasm",
    "--out",
    join(folder, "out"),
  ];
  const { status } = run("predict", ...options, "--band", "hv SIGMA0", safe);
  expect(status).toBe(0);
  const stem = SAFE_NAME.replace(".SAFE", "");
  const { made } = JSON.parse(readFileSync(join(folder, "out", `${stem}.geojson`), "utf8"));
  expect(made.band).toBe("hv SIGMA0");
  const wrong = run("predict", ...options, "--band", "VV", safe);
  expect(wrong.status).toBe(1);
  expect(wrong.stderr).toContain("no band named VV, only HH, HV, HH sigma0, HV sigma0");
}, 120_000);

it("refuses a folder that is no product in a sentence", () => {
  const { status, stderr } = run("info", join(folder, "model"));
  expect(status).toBe(1);
  expect(stderr).toContain("no product that is known here");
}, 60_000);

const hasGdal = spawnSync("gdalinfo", ["--version"]).error === undefined;
it.skipIf(!hasGdal)(
  "has GDAL's checksums of both channels (skipped without GDAL)",
  () => {
    const told = execFileSync("gdalinfo", ["-json", "-checksum", join(safe, "manifest.safe")], {
      encoding: "utf8",
    });
    const { bands, gcps }: { bands: { checksum: number }[]; gcps: { gcpList: unknown[] } } =
      JSON.parse(told);
    const [ours] = run("info", "--json", "--checksum", safe).stdout.trim().split("\n");
    const facts = JSON.parse(ours ?? "");
    expect(facts.checksums).toEqual(bands.map(({ checksum }) => checksum));
    expect(facts.georeferencing.pointCount).toBe(gcps.gcpList.length);
  },
  60_000,
);

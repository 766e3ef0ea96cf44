// A scene that ground control points place, as raw products come: opened, predicted, exported, and placed otherwise.
import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { storedPlaces } from "../test/fixtures/storedPlaces.ts";
import { App } from "./app.ts";
import { needsGdal, needsScenes } from "./needs.ts";

const SWATH = "made_helheim_gcp_swath.tif";

test("a scene with ground control points is predicted on, and its fronts lie where GDAL puts them", async ({
  page,
}) => {
  const [swath] = needsScenes(SWATH);
  needsGdal();
  const app = new App(page);
  await app.open("?backend=wasm");
  await app.dropFile(swath);
  await app.sceneShown();
  await expect(app.fact("CRS")).toContainText("EPSG:3413");
  await expect(app.fact("Placed by")).toHaveText("231 ground control points");
  await expect(app.fact("Residual")).toHaveText(/^0\.0 m RMS/);
  await app.predict();
  await expect(app.fronts.first()).toBeVisible();
  const download = await app.export("Shapefile, zipped", /3413/);
  const folder = mkdtempSync(join(tmpdir(), "icefront-gcp-"));
  const zip = join(folder, "fronts.zip");
  await download.saveAs(zip);
  const vertices = verticesOf(`/vsizip/${zip}`);
  expect(vertices.length).toBeGreaterThan(5);

  // GDAL's own inverse of the points, by way of longitude and latitude, against the page's way back to the picture.
  const ours = await storedPlaces(swath, vertices);
  const lonLat = transform(["-s_srs", "EPSG:3413", "-t_srs", "EPSG:4326"], vertices);
  const pixels = transform(["-i", "-order", "3", swath], lonLat);
  const worst = Math.max(
    ...ours.map(([col = 0, row = 0], i) =>
      Math.hypot(col - (pixels[i]?.[0] ?? Number.NaN), row - (pixels[i]?.[1] ?? Number.NaN)),
    ),
  );
  console.log(`${vertices.length} vertices in EPSG:3413, at most ${worst.toFixed(3)} px from GDAL`);
  expect(worst).toBeLessThan(1);
  expect(await app.seriousFindings()).toEqual([]);
  expect(app.complaints).toEqual([]);
});

test("a shift by hand places the scene anew with its fronts, and holds over a reload", async ({
  page,
}) => {
  const [swath] = needsScenes(SWATH);
  const app = new App(page);
  await app.open();
  await app.dropFile(swath);
  await app.sceneShown();
  const [x, y] = await app.onMap(0.5, 0.5);
  await app.cursorAt([x, y]);
  const [before] = await app.cursorPlace();
  await app.drawThrough([
    [0.4, 0.5],
    [0.6, 0.5],
  ]);
  await expect(app.fronts).toHaveCount(1);
  await app.inspector.getByLabel("Shift x").fill("1000");
  // All of its points lie at one height, so that a height cannot act.
  await expect(app.inspector.getByLabel("Height")).toBeDisabled();
  await app.button("Place anew").click();
  await expect(app.message).toContainText("placed anew");
  await expect(app.button("Place anew")).toBeDisabled();
  await app.button("Fit the scene").click();
  await expect.poll(() => app.cursorAt([x, y])).toBe("pointer");
  await app.cursorAt([x, y]);
  const [after] = await app.cursorPlace();
  expect(Math.abs(after - before - 1000)).toBeLessThan(30);
  await app.saved();
  await page.reload();
  await app.dropFile(swath);
  await expect(page.getByText("image not at hand")).toBeHidden();
  await expect(app.inspector.getByLabel("Shift x")).toHaveValue("1000");
  await app.cursorAt([x, y]);
  const [again] = await app.cursorPlace();
  expect(Math.abs(again - after)).toBeLessThan(1);
  expect(app.complaints).toEqual([]);
});

test("a scene is seen in the polar grid, its front goes along, and the project remembers it", async ({
  page,
}) => {
  const [utm] = needsScenes("made_helheim_epsg32624_db.tif");
  needsGdal();
  const app = new App(page);
  await app.open();
  await app.dropFile(utm);
  await app.sceneShown();
  await expect(app.fact("CRS")).toContainText("EPSG:32624");
  await app.drawThrough([
    [0.4, 0.5],
    [0.6, 0.45],
  ]);
  await expect(app.fronts).toHaveCount(1);
  const before = await exportedLonLat(app);

  const grid = app.inspector.getByLabel("Grid", { exact: true });
  await grid.selectOption("EPSG:3413");
  await expect(app.inspector.getByLabel(/Move its front along/)).toBeDisabled();
  await app.button("Place anew").click();
  await expect(app.message).toContainText("placed anew");
  await expect(app.fact("CRS")).toContainText("EPSG:3413");
  const after = await exportedLonLat(app);
  expect(after.length).toBe(before.length);
  for (const [i, [lon = 0, lat = 0]] of after.entries()) {
    expect(lon).toBeCloseTo(before[i]?.[0] ?? 0, 6);
    expect(lat).toBeCloseTo(before[i]?.[1] ?? 0, 6);
  }
  await app.saved();
  await page.reload();
  await app.dropFile(utm);
  await expect(page.getByText("image not at hand")).toBeHidden();
  await expect(grid).toHaveValue("EPSG:3413");
  expect(app.complaints).toEqual([]);
});

/** Vertices in degrees, by GDAL from what is exported in the scene's own coordinates. */
async function exportedLonLat(app: App): Promise<number[][]> {
  const download = await app.export("Shapefile, zipped", /As the scene/);
  const zip = join(mkdtempSync(join(tmpdir(), "icefront-grid-")), "fronts.zip");
  await download.saveAs(zip);
  return verticesOf(`/vsizip/${zip}`, "EPSG:4326");
}

function verticesOf(path: string, system = "EPSG:3413"): number[][] {
  const text = execFileSync(
    "ogr2ogr",
    ["-f", "GeoJSON", "-lco", "COORDINATE_PRECISION=9", "-t_srs", system, "/vsistdout/", path],
    { encoding: "utf8" },
  );
  const { features } = JSON.parse(text) as {
    features: { geometry: { coordinates: number[][] } }[];
  };
  return features.flatMap(({ geometry }) => geometry.coordinates);
}

function transform(options: readonly string[], places: readonly (readonly number[])[]): number[][] {
  const input = places.map(([x, y]) => `${x} ${y}`).join("\n");
  return execFileSync("gdaltransform", [...options], { input, encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.split(/\s+/).map(Number));
}

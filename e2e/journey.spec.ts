// The main job from end to end: a scene in, its front predicted, corrected and exported, and read back by GDAL.
import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Download, expect, test } from "@playwright/test";
import { App } from "./app.ts";
import { HAS_GDAL, needsGdal, needsScenes } from "./needs.ts";

const DEMO = inRepository("dist/demo/demo.tif");

/** Measured 144 m with the shipped weights: two network pixels. */
const DEMO_DISTANCE_METRES = 300;

test("Helheim: predict, correct, undo, redo, export a shapefile that GDAL reads", async ({
  page,
}) => {
  const [scene] = needsScenes("s1_helheim_20180602_hh.tif");
  needsGdal();
  const app = new App(page);
  await app.open("?backend=wasm");
  await app.dropFile(scene);
  await app.sceneShown();
  await expect(app.fact("CRS")).toContainText("EPSG:");
  await expect(app.fact("Pixel size")).toContainText(" m");
  await app.predict();
  await expect(app.fronts.first()).toContainText("predicted");
  expect(await app.fronts.count()).toBeGreaterThan(0);

  await moveFirstVertex(app);
  await expect(app.fronts.first()).toContainText("corrected");
  await app.button("Undo: Move vertex").click();
  await expect(app.fronts.first()).toContainText("predicted");
  await app.button("Redo: Move vertex").click();
  await expect(app.fronts.first()).toContainText("corrected");

  await exportAndReadBack(app, scene);
  expect(app.complaints).toEqual([]);
});

test("demo: the predicted front lies near the true one, and a drag corrects it", async ({
  page,
}) => {
  const app = new App(page);
  await app.openDemo("?backend=wasm");
  await expect(app.inspector).toContainText("A simulated scene");
  await app.predict();
  await expect(app.fronts.first()).toContainText("predicted");
  const distance = await app.fact("Mean distance to the true front").textContent();
  const metres = Number(distance?.replace(/[^\d]/g, ""));
  console.log(`demo: the predicted front is ${metres} m from the true one on average`);
  expect(metres).toBeGreaterThan(0);
  expect(metres).toBeLessThan(DEMO_DISTANCE_METRES);

  await dragVertex(app);
  await expect(app.fronts.first()).toContainText("corrected");
  await page.keyboard.press("Control+z");
  await expect(app.fronts.first()).toContainText("predicted");
  await page.keyboard.press("Control+Shift+z");
  await expect(app.fronts.first()).toContainText("corrected");
  if (HAS_GDAL) await exportAndReadBack(app, DEMO);
  await app.button("Attention α1 on the map").click();
  await expect(app.button("Show Attention α1")).toHaveAttribute("aria-pressed", "true");
  expect(await app.seriousFindings()).toEqual([]);
  await app.button("Light theme").click();
  expect(await app.seriousFindings()).toEqual([]);
  expect(app.complaints).toEqual([]);
});

test("a cancelled prediction leaves no trace", async ({ page }) => {
  const app = new App(page);
  await app.openDemo("?backend=wasm");
  await app.button("Predict").click();
  await app.button("Cancel").click();
  await expect(app.button("Predict")).toBeEnabled();
  await expect(app.fronts).toHaveCount(0);
  await app.predict();
  await expect(app.fronts.first()).toBeVisible();
});

/** By keys: the first vertex of the first front, three pixels up. */
async function moveFirstVertex(app: App): Promise<void> {
  await app.fronts.first().click();
  await app.page.keyboard.press(".");
  await expect(app.fact("Vertices")).toContainText("1 of");
  await app.page.keyboard.press("Alt+ArrowUp");
}

/** By hand: going to a vertex puts it in the middle of the map. */
async function dragVertex(app: App): Promise<void> {
  const { mouse } = app.page;
  await app.fronts.first().click();
  await app.button("Next vertex").click();
  await app.button("Next vertex").click();
  await expect(app.fact("Vertices")).toContainText("2 of");
  const box = await app.map.boundingBox();
  if (box === null) throw new Error("The map is not on the screen.");
  const x = box.x + box.width / 2;
  const y = box.y + box.height / 2;
  await mouse.move(x, y);
  await mouse.down();
  await mouse.move(x + 15, y + 25, { steps: 4 });
  await mouse.up();
}

/** All fronts of the scene, as a shapefile in EPSG:3413, lie inside it. */
async function exportAndReadBack(app: App, scene: string): Promise<void> {
  const count = await app.fronts.count();
  const download = await app.export("Shapefile, zipped", /EPSG:3413/);
  const { lines, inside } = await readShapefile(download, scene);
  expect(lines).toBe(count);
  expect(inside).toBe(true);
}

/** What GDAL, another build than the one that wrote it, reads in the zip. */
async function readShapefile(
  download: Download,
  scene: string,
): Promise<{ lines: number; inside: boolean }> {
  const folder = mkdtempSync(join(tmpdir(), "icefront-export-"));
  const zip = join(folder, download.suggestedFilename());
  await download.saveAs(zip);
  const told = execFileSync("ogrinfo", ["-so", "-al", `/vsizip/${zip}`], { encoding: "utf8" });
  expect(told).toMatch(/Geometry: Line String/);
  expect(told).toMatch(/NSIDC Sea Ice Polar Stereographic North/);
  for (const name of [
    "Date",
    "Satellite",
    "QualFlag",
    "Method",
    "ModelHash",
    "Length_m",
    "EditFrac",
  ])
    expect(told).toContain(`${name}: `);
  const [minX, minY, maxX, maxY] = numbersIn(/Extent: (.*)/.exec(told)?.[1]);
  const bounds = boundsIn3413(scene);
  const inside =
    minX >= bounds.minX && minY >= bounds.minY && maxX <= bounds.maxX && maxY <= bounds.maxY;
  return { lines: Number(/Feature Count: (\d+)/.exec(told)?.[1]), inside };
}

function boundsIn3413(scene: string) {
  const vrt = join(mkdtempSync(join(tmpdir(), "icefront-bounds-")), "scene.vrt");
  execFileSync("gdalwarp", ["-q", "-of", "VRT", "-t_srs", "EPSG:3413", scene, vrt]);
  const { cornerCoordinates } = JSON.parse(
    execFileSync("gdalinfo", ["-json", vrt], { encoding: "utf8" }),
  );
  const [minX, maxY] = cornerCoordinates.upperLeft;
  const [maxX, minY] = cornerCoordinates.lowerRight;
  return { minX, minY, maxX, maxY };
}

function numbersIn(text = ""): [number, number, number, number] {
  const [a = Number.NaN, b = Number.NaN, c = Number.NaN, d = Number.NaN] = (
    text.match(/-?\d+(\.\d+)?/g) ?? []
  ).map(Number);
  return [a, b, c, d];
}

function inRepository(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}

// The network's maps as an instrument: read all at once, contoured, blended with the image, and saved for a paper.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { decode } from "fast-png";
import { App } from "./app.ts";
import { HAS_GDAL, needsScenes } from "./needs.ts";

const SCENE = "s1_helheim_20180602_hh.tif";
/** Of the scene's header: 1000 pixels of 0.00021 degrees at 66.4 degrees north. */
const SCENE_WIDTH_METRES = 0.21 * 111_320 * Math.cos((66.38 * Math.PI) / 180);

test("maps are read, contoured, blended and saved as a figure and as GeoTIFF", async ({ page }) => {
  const [scene] = needsScenes(SCENE);
  const app = new App(page);
  await app.open("?backend=wasm");
  await app.dropFile(scene);
  await app.sceneShown();
  await app.predict();

  await valuesFollowThePointer(app);
  await contoursAreDrawn(app);
  await blendsChangeTheMap(app);
  expect(await app.seriousFindings()).toEqual([]);
  await figureHoldsTheMaps(app);
  await mapsAreInGeoTiff(app);
  expect(app.complaints).toEqual([]);
});

async function valuesFollowThePointer(app: App): Promise<void> {
  await expect(app.inspector.locator(".tile-value")).toHaveCount(5);
  const shapes = await app.inspector
    .locator(".tile-picture")
    .evaluateAll((tiles) => tiles.map((tile) => tile.clientWidth / tile.clientHeight));
  // 1000 pixels of 9.4 m by 500 of 20 m: a little narrower than high.
  for (const shape of shapes) expect(Math.abs(shape - 0.94)).toBeLessThan(0.05);
  const seen = new Set<string>();
  for (const x01 of [0.42, 0.46, 0.5, 0.54, 0.58]) {
    await app.cursorAt(await app.onMap(x01, 0.5));
    await expect(app.inspector.getByText("Values at the pointer")).toBeVisible();
    const told = await app.page.locator(".status-line .cursor").textContent();
    const [, share = ""] = /probability (\d+) %/.exec(told ?? "") ?? [];
    const values = await app.inspector.locator(".tile-value").allInnerTexts();
    expect(Math.abs(100 * Number(values[0]) - Number(share))).toBeLessThanOrEqual(1);
    for (const value of values) expect(value).toMatch(/^[01]\.\d\d$/);
    seen.add(values.join());
  }
  expect(seen.size).toBeGreaterThan(1);
  await app.page.mouse.move(5, 300);
  await expect(app.inspector.getByText("Values at the middle of the map")).toBeVisible();
  const middle = await app.inspector.locator(".tile-value").allInnerTexts();
  for (const value of middle) expect(value).toMatch(/^[01]\.\d\d$/);
}

async function contoursAreDrawn(app: App): Promise<void> {
  const { page } = app;
  const bare = await steady(app);
  await page.getByLabel("Draw a contour").selectOption({ label: "of Attention α4" });
  await expect.poll(async () => bare.equals(await app.map.screenshot())).toBe(false);
  await page.getByLabel("Draw a contour").selectOption({ label: "of Probability of front" });
  const lines = app.inspector.locator(".tile-contour path:not(.rim)");
  await expect(lines).toHaveCount(2);
  const before = await lines.first().getAttribute("d");
  await page.getByLabel("Value of the contour of Probability of front").fill("0.8");
  await expect(page.getByLabel("Level of the contour of Probability of front")).toHaveValue("0.8");
  await expect.poll(() => lines.first().getAttribute("d")).not.toBe(before);
}

/** Brightness of the map's middle says how a layer lies on it. */
async function blendsChangeTheMap(app: App): Promise<void> {
  const { page } = app;
  const bare = brightness(await steady(app));
  await app.button("Attention α4 on the map").click();
  await page.getByLabel("Opacity of Attention α4").fill("1");
  const seen = new Map<string, number>();
  for (const blend of ["over the image", "multiply", "screen", "where it is high"]) {
    await page.getByLabel("How Attention α4 lies on the image").selectOption({ label: blend });
    seen.set(blend, brightness(await steady(app)));
  }
  expect(seen.get("multiply")).toBeLessThan(bare);
  expect(seen.get("screen")).toBeGreaterThan(bare);
  expect(new Set(seen.values()).size).toBe(4);
  await page.getByLabel("Colours of Attention α4").selectOption("cividis");
  await expect
    .poll(async () => brightness(await steady(app)))
    .not.toBe(seen.get("where it is high"));
}

async function figureHoldsTheMaps(app: App): Promise<void> {
  const { page } = app;
  const svg = readFileSync(await savedFigure(app, /^SVG/), "utf8");
  // The page's own policy forbids to parse anything there.
  const reader = await page.context().newPage();
  const found = await reader.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
    const images = [...parsed.querySelectorAll("image")];
    return {
      isBroken: parsed.querySelector("parsererror") !== null,
      widths: images.map((image) => Number(image.getAttribute("width"))),
      titles: [...parsed.querySelectorAll("text")].map((node) => node.textContent),
      bar: parsed.querySelector(".scale-bar path")?.getAttribute("d") ?? "",
      length: parsed.querySelector(".scale-bar text")?.textContent ?? "",
      lines: parsed.querySelectorAll("g[clip-path] path").length,
    };
  }, svg);
  await reader.close();
  expect(found.isBroken).toBe(false);
  expect(found.widths).toHaveLength(6);
  expect(found.titles.slice(0, 6)).toEqual(["SAR image", "Probability", "α1", "α2", "α3", "α4"]);
  expect(found.titles.join(" ")).toContain(SCENE);
  expect(found.titles.join(" ")).toMatch(/SHA-256\s+[0-9a-f]{12}\./);
  expect(found.titles).toContain("Attention α4 at 0.50");
  expect(found.titles).toContain("Probability of front at 0.80");
  expect(found.lines).toBeGreaterThan(3);
  const [, metres = "", unit] = /^(\d+) (k?m)$/.exec(found.length) ?? [];
  const [, points = ""] = /h([\d.]+)/.exec(found.bar) ?? [];
  const told = Number(metres) * (unit === "km" ? 1000 : 1);
  const measured = (Number(points) / (found.widths[0] ?? 0)) * SCENE_WIDTH_METRES;
  expect(Math.abs(measured / told - 1)).toBeLessThan(0.02);

  const png = readFileSync(await savedFigure(app, /^PNG/));
  // 180 mm at 300 pixels an inch.
  expect(decode(png).width).toBe(2126);
  expect(brightness(png)).toBeLessThan(230);
}

async function savedFigure(app: App, format: RegExp): Promise<string> {
  await app.button("Figure…").click();
  const dialog = app.page.getByRole("dialog", { name: "Figure of the maps" });
  const formats = dialog.getByLabel("Format");
  const labels = await formats.getByRole("option").allTextContents();
  await formats.selectOption({ label: labels.find((label) => format.test(label)) ?? "" });
  await dialog
    .getByLabel("Maps")
    .selectOption({ label: "On the image, with their opacity and blend" });
  const download = app.page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Save" }).click();
  return (await download).path();
}

async function mapsAreInGeoTiff(app: App): Promise<void> {
  const download = app.page.waitForEvent("download");
  await app.button("GeoTIFF").click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/maps-geotiff\.zip$/);
  if (!HAS_GDAL) return;
  const path = `/vsizip/{${await file.path()}}/${SCENE.replace(".tif", "")}_alpha4.tif`;
  const info = JSON.parse(
    execFileSync("gdalinfo", ["-json", "-stats", path], { encoding: "utf8" }),
  );
  expect(Math.max(...info.size)).toBe(256);
  expect(info.coordinateSystem.wkt).toContain("WGS 84");
  expect(info.geoTransform[1] * info.size[0]).toBeCloseTo(0.21, 3);
  expect(info.bands[0].minimum).toBeGreaterThanOrEqual(0);
  expect(info.bands[0].maximum).toBeLessThanOrEqual(1);
}

/** The map once it no longer changes. */
async function steady(app: App): Promise<Buffer> {
  let last = await app.map.screenshot();
  await expect
    .poll(async () => {
      const before = last;
      last = await app.map.screenshot();
      return last.equals(before);
    })
    .toBe(true);
  return last;
}

/** Mean of all channels of a screenshot. */
function brightness(png: Buffer): number {
  const { data } = decode(png);
  let sum = 0;
  for (const value of data) sum += value;
  return sum / data.length;
}

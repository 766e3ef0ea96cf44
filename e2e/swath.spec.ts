// A whole swath of 425 million pixels: its first picture, its sharp one, what it takes of memory, and a prediction in an
// area of interest.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, expect, test } from "@playwright/test";
import { decode } from "fast-png";
import { App } from "./app.ts";
import { watchFirstPicture } from "./firstPicture.ts";

type Place = [east: number, north: number];

const folder = mkdtempSync(join(tmpdir(), "icefront-swath-"));
const file = join(folder, "swath.tif");

test.beforeAll(() => {
  test.setTimeout(300_000);
  execFileSync("npx", ["tsx", "cli/simulate.ts", "--swath", file], { stdio: "ignore" });
});
test.afterAll(() => rmSync(folder, { recursive: true }));

test("a whole swath shows at once, is sharpened behind, predicted on in an area, and fits the memory", async ({
  browser,
  page,
}) => {
  const app = new App(page);
  const firstPicture = await watchFirstPicture(page);
  await app.open("?backend=wasm");
  const memory = await watchMemory(browser);
  const startedAt = Date.now();
  await page.locator("input[type=file]").first().setInputFiles(file);
  const firstSeconds = await firstPicture.seconds();
  await app.sceneShown();
  expect(await brightShare(app)).toBeGreaterThan(0.02);
  const sharpening = page.getByText(/Sharpening the picture/);
  await expect(sharpening).toBeVisible();
  await expect(sharpening).toBeHidden({ timeout: 180_000 });
  const sharpSeconds = (Date.now() - startedAt) / 1000;

  const truth = JSON.parse(readFileSync(file.replace(".tif", "_front.geojson"), "utf8"));
  const front: Place[] = truth.features[0].geometry.coordinates;
  await drawArea(app, front);
  await expect(
    page.getByText(/Predict looks at the dashed rectangle: 2\d x 2\d km, at once/),
  ).toBeVisible();
  await app.predict();
  await expect(app.fronts.first()).toBeVisible();
  const download = await app.export("GeoJSON", /3413/);
  const zip = join(folder, "fronts.zip");
  await download.saveAs(zip);
  const [name = ""] = execFileSync("unzip", ["-Z1", zip, "*.geojson"], { encoding: "utf8" }).split(
    "\n",
  );
  const exported = JSON.parse(execFileSync("unzip", ["-p", zip, name], { encoding: "utf8" }));
  const lines: Place[][] = exported.features.flatMap(
    ({ geometry }: { geometry: { type: string; coordinates: Place[] | Place[][] } }) =>
      geometry.type === "LineString" ? [geometry.coordinates] : geometry.coordinates,
  );
  const metres = meanDistance(lines.flat(), front);
  const peak = memory.stop();
  console.log(
    `${(statSync(file).size / 1e6).toFixed(0)} MB: first picture after ${firstSeconds.toFixed(1)} s, sharp after ${sharpSeconds.toFixed(1)} s, ` +
      `front ${metres.toFixed(0)} m from the true one, at most ${(peak / 1e6).toFixed(0)} MB in page and workers`,
  );
  expect(metres).toBeLessThan(400);
  expect(peak).toBeLessThan(1.5e9);

  // What was built is kept, its size is said, and it goes when it is told to.
  await app.button(/^What leaves this computer/).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText(/quicker: one file, 1\d\d\.\d MB/)).toBeVisible();
  await dialog.getByRole("button", { name: "Throw them away" }).click();
  await expect(dialog.getByText(/quicker: /)).toBeHidden();
  expect(app.complaints).toEqual([]);
});

/** A rectangle 6 km around the line, by the tool. */
async function drawArea(app: App, line: readonly Place[]): Promise<void> {
  const [xs, ys] = [line.map(([x]) => x), line.map(([, y]) => y)];
  const from = await app.screenOf([Math.min(...xs) - 8000, Math.max(...ys) + 8000]);
  const to = await app.screenOf([Math.max(...xs) + 8000, Math.min(...ys) - 8000]);
  await app.page.keyboard.press("t");
  await app.page.mouse.move(...from);
  await app.page.mouse.down();
  await app.page.mouse.move((from[0] + to[0]) / 2, (from[1] + to[1]) / 2);
  await app.page.mouse.move(...to);
  await app.page.mouse.up();
}

/** Share of the map's pixels that are bright. */
async function brightShare(app: App): Promise<number> {
  const { channels, data } = decode(await app.map.screenshot());
  let bright = 0;
  for (let i = 0; i < data.length; i += channels) if ((data[i] ?? 0) > 90) bright++;
  return bright / (data.length / channels);
}

/** From each vertex found to the nearest of the true line, which has many, on average; map units. */
function meanDistance(found: readonly Place[], line: readonly Place[]): number {
  const distances = found.map(([x, y]) =>
    Math.min(...line.map(([east, north]) => Math.hypot(east - x, north - y))),
  );
  return distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
}

/** Resident memory of the largest process that runs pages and their workers, in bytes. */
async function watchMemory(browser: Browser): Promise<{ stop: () => number }> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const renderers = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
  await session.detach();
  let peak = 0;
  const timer = setInterval(() => {
    for (const id of renderers) peak = Math.max(peak, residentBytes(id));
  }, 100);
  return {
    stop: () => {
      clearInterval(timer);
      return peak;
    },
  };
}

function residentBytes(processId: number): number {
  try {
    const status = readFileSync(`/proc/${processId}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    // It has ended.
    return 0;
  }
}

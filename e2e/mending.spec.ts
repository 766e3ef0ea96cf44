// How much it takes to mend a wrong 2 km stretch: vertex by vertex, by one stroke, by livewire.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { App } from "./app.ts";

type XY = readonly [x: number, y: number];

const TRUE_FRONT = join(import.meta.dirname, "..", "public", "demo", "demo_front.geojson");
const STRETCH_METRES = 2000;
const WRONG_BY_METRES = 450;
const CROSSING_METRES = 250;
/** About as far apart as the vertices of a traced front. */
const SPACING_METRES = 200;
/** The keystroke-level model (Card, Moran and Newell 1983), seconds. */
const SECONDS = { key: 0.2, point: 1.1, button: 0.1, drawSegment: 0.9, drawCentimetre: 0.16 };
/** A screen of 96 pixels to the inch. */
const CENTIMETRES_PER_PX = 2.54 / 96;

type Effort = { clicks: number; seconds: number };

test("a wrong 2 km stretch is mended by one stroke", async ({ page }) => {
  const app = new App(page);
  await app.openDemo("?backend=wasm");
  await app.predict();
  const good = await metresFromTruth(app);
  const truth = along(trueFront(), SPACING_METRES);
  const from = Math.round((truth.length - STRETCH_METRES / SPACING_METRES) / 2);
  const right = truth.slice(from, from + STRETCH_METRES / SPACING_METRES + 1);
  // Beside the true front all along; the ends cross the predicted one, wherever it lies near.
  const wrong = right.map((at, i) =>
    aside(at, right, i === 0 || i === right.length - 1 ? -CROSSING_METRES : WRONG_BY_METRES),
  );
  await app.fronts.first().click();
  // As an expert would; and neighbouring clicks are no double click.
  await app.button("Zoom to this front").click();
  const toScreen = await screenOfAll(app, right[0] ?? [0, 0]);
  const wrongOnScreen = wrong.map(toScreen);
  const rightOnScreen = right.map(toScreen);
  await page.keyboard.press("r");
  for (const place of wrongOnScreen) await page.mouse.click(...place);
  await page.keyboard.press("Enter");
  await page.keyboard.press("v");
  const spoiled = await metresFromTruth(app);
  expect(spoiled).toBeGreaterThan(good + 50);

  const results = new Map<string, Effort & { metres: number }>();
  const mend = async (name: string, work: () => Promise<Effort>) => {
    const effort = await work();
    results.set(name, { ...effort, metres: await metresFromTruth(app) });
    await page.keyboard.press("v");
    while ((await metresFromTruth(app)) !== spoiled) await page.keyboard.press("Control+z");
  };
  await mend("vertex by vertex", () => dragVertices(app, wrongOnScreen, rightOnScreen));
  await mend("one stroke", () => reshape(app, rightOnScreen));
  await mend("livewire", () => livewire(app, rightOnScreen));
  for (const [name, { clicks, seconds, metres }] of results)
    console.log(
      `mending ${STRETCH_METRES} m, ${name}: ${clicks} clicks, ${seconds.toFixed(1)} s by the keystroke-level model, ${spoiled} m -> ${metres} m from the true front (before: ${good} m)`,
    );
  for (const { metres } of results.values()) expect(metres).toBeLessThan(good + 50);
  expect(results.get("one stroke")?.clicks).toBe(1);
  expect(app.complaints).toEqual([]);
});

async function dragVertices(app: App, from: readonly XY[], to: readonly XY[]): Promise<Effort> {
  const { mouse } = app.page;
  let clicks = 0;
  for (const [i, at] of from.entries()) {
    if (i === 0 || i === from.length - 1) continue;
    await mouse.move(...at);
    await mouse.down();
    await mouse.move(...(to[i] ?? at), { steps: 3 });
    await mouse.up();
    clicks++;
  }
  return { clicks, seconds: clicks * 2 * (SECONDS.point + SECONDS.button) };
}

async function reshape(app: App, path: readonly XY[]): Promise<Effort> {
  const { keyboard, mouse } = app.page;
  await keyboard.press("r");
  let lengthPx = 0;
  let last: XY | null = null;
  for (const place of path) {
    await mouse.move(...place, { steps: last === null ? 1 : 4 });
    if (last === null) await mouse.down();
    else lengthPx += Math.hypot(place[0] - last[0], place[1] - last[1]);
    last = place;
  }
  await mouse.up();
  const drawing =
    SECONDS.drawSegment * (path.length - 1) +
    SECONDS.drawCentimetre * lengthPx * CENTIMETRES_PER_PX;
  return { clicks: 1, seconds: SECONDS.key + SECONDS.point + 2 * SECONDS.button + drawing };
}

/** A click at both ends and one between: the network's ridge does the rest. */
async function livewire(app: App, path: readonly XY[]): Promise<Effort> {
  const { keyboard, mouse } = app.page;
  const places = [path[0], path[Math.floor(path.length / 2)], path.at(-1)];
  await keyboard.press("l");
  for (const place of places) {
    if (place === undefined) continue;
    await mouse.move(...place, { steps: 4 });
    await mouse.click(...place);
  }
  await keyboard.press("Enter");
  const seconds = 2 * SECONDS.key + places.length * (SECONDS.point + 2 * SECONDS.button);
  return { clicks: places.length, seconds };
}

/** From the map's coordinates near `near` to the screen's, while the view stays as it is. */
async function screenOfAll(app: App, near: XY): Promise<(at: XY) => [number, number]> {
  const [x0, y0] = await app.screenOf(near);
  const [x1, y1] = await app.screenOf([near[0] + 1e4, near[1] + 1e4]);
  return ([x, y]) => [
    x0 + ((x - near[0]) / 1e4) * (x1 - x0),
    y0 + ((y - near[1]) / 1e4) * (y1 - y0),
  ];
}

async function metresFromTruth(app: App): Promise<number> {
  const text = await app.fact("Mean distance to the true front").textContent();
  return Number(text?.replace(/[^\d]/g, ""));
}

function trueFront(): readonly XY[] {
  const { features } = JSON.parse(readFileSync(TRUE_FRONT, "utf8"));
  return features[0].geometry.coordinates;
}

/** Points along the line, so many map units apart. */
function along(line: readonly XY[], spacing: number): XY[] {
  const points: XY[] = [];
  let left = 0;
  for (const [i, [x, y]] of line.entries()) {
    const next = line[i + 1];
    if (next === undefined) break;
    const length = Math.hypot(next[0] - x, next[1] - y);
    for (; left <= length; left += spacing) {
      const t = left / length;
      points.push([x + (next[0] - x) * t, y + (next[1] - y) * t]);
    }
    left -= length;
  }
  return points;
}

/** So many map units to the left of the way from the line's beginning to its end. */
function aside([x, y]: XY, line: readonly XY[], by: number): XY {
  const [from = [0, 0], to = [0, 0]] = [line[0], line.at(-1)];
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.hypot(dx, dy);
  return [x - (by * dy) / length, y + (by * dx) / length];
}

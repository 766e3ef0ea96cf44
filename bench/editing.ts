// npm run bench -- editing: frames a second while a map full of fronts is moved, zoomed and edited, in a real Chromium on
// the built site. The peer is the same gesture on the same scene with one front of five vertices.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { type CDPSession, chromium, type Page } from "@playwright/test";
import { preview } from "vite";
import { CHROMIUM_FLAGS, findChromium } from "../e2e/findChromium.ts";

const SITE = process.env.E2E_SITE ?? "dist";
const PORT = Number(process.env.E2E_PORT ?? 4188);
const GESTURES = ["pan", "zoom", "drag a vertex"] as const;
const FRAMES = 120;
/** Below this, the gesture itself keeps up with a screen of 60 frames a second. */
const FRAME_MILLISECONDS = 1000 / 60;

/** Of the demo scene, in EPSG:3413. */
const DEMO_BOUNDS = [300_000, -2_575_360, 319_200, -2_560_000] as const;

type Gesture = (typeof GESTURES)[number];
type Line = readonly (readonly [x: number, y: number])[];
type Measured = { readonly fps: number; readonly scriptMs: number; readonly worstMs: number };
type Row = Measured & {
  readonly what: string;
  readonly gesture: Gesture;
  readonly fpsRatio: number;
};

async function main(): Promise<void> {
  if (!existsSync(join(SITE, "index.html")))
    throw new Error(`There is no built site in ${SITE}. Run: npm run build`);
  const server = await preview({
    logLevel: "error",
    build: { outDir: SITE },
    preview: { port: PORT, strictPort: true },
  });
  const folder = mkdtempSync(join(tmpdir(), "icefront-bench-"));
  try {
    const peer = await measure(folder, [wave(5, 0)]);
    const cases: readonly [string, Line[]][] = [
      ["a front of 20,000 vertices", [wave(20_000, 0)]],
      ["1,000 fronts of 60 vertices", Array.from({ length: 1000 }, (_, i) => wave(60, i))],
    ];
    const rows: Row[] = rowsOf("one front of 5 vertices (peer)", peer, peer);
    for (const [what, lines] of cases)
      rows.push(...rowsOf(what, await measure(folder, lines), peer));
    print(rows);
  } finally {
    await server.close();
    rmSync(folder, { recursive: true });
  }
}

type Gestures = Readonly<Record<Gesture, Measured>>;

function rowsOf(what: string, measured: Gestures, peer: Gestures): Row[] {
  return GESTURES.map((gesture) => ({
    what,
    gesture,
    ...measured[gesture],
    fpsRatio: measured[gesture].fps / peer[gesture].fps,
  }));
}

/** A wavy line across the demo scene (EPSG:3413); lines of other numbers lie beside each other. */
function wave(count: number, number: number): Line {
  const [minX, minY, maxX, maxY] = DEMO_BOUNDS;
  const y = number === 0 ? 0.5 : 0.05 + (0.9 * (number % 250)) / 250;
  const from = 0.05 + 0.23 * Math.floor(number / 250);
  const width = number === 0 ? 0.9 : 0.2;
  return Array.from({ length: count }, (_, i) => {
    const share = i / (count - 1);
    const swing = 0.02 * Math.sin(share * 60) + 0.004 * Math.sin(share * 2100);
    const at = number === 0 ? y + swing : y + swing / 20;
    return [minX + (from + width * share) * (maxX - minX), minY + at * (maxY - minY)] as const;
  });
}

async function measure(folder: string, lines: readonly Line[]): Promise<Gestures> {
  const browser = await chromium.launch({
    executablePath: findChromium() ?? undefined,
    args: [...CHROMIUM_FLAGS],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    // tsx marks inner functions with this name, also in code that is sent to the page.
    await page.addInitScript({ content: "globalThis.__name = (named) => named;" });
    await openWith(page, folder, lines);
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable");
    const measured = new Map<Gesture, Measured>();
    for (const gesture of GESTURES) measured.set(gesture, await run(page, session, gesture));
    return Object.fromEntries(measured) as Gestures;
  } finally {
    await browser.close();
  }
}

/** The demo scene with these fronts, the first one selected and a vertex of it in the middle of the map. */
async function openWith(page: Page, folder: string, lines: readonly Line[]): Promise<void> {
  const file = join(folder, "fronts.geojson");
  const feature = (coordinates: Line) => ({
    type: "Feature",
    properties: {},
    geometry: { type: "LineString", coordinates },
  });
  const crs = { type: "name", properties: { name: "urn:ogc:def:crs:EPSG::3413" } };
  writeFileSync(
    file,
    JSON.stringify({ type: "FeatureCollection", crs, features: lines.map(feature) }),
  );
  await page.goto(`http://localhost:${PORT}/`);
  await page.getByRole("button", { name: "Open the demo fjord" }).click();
  await page.locator('[role="application"][aria-busy="false"]').waitFor();
  await page.getByLabel("Files with fronts").setInputFiles(file);
  const dialog = page.getByRole("dialog", { name: /import/i });
  await dialog.getByRole("button", { name: /^Import/ }).click({ timeout: 120_000 });
  await dialog.waitFor({ state: "hidden", timeout: 120_000 });
  const map = page.getByRole("application", { name: "Map of the scene" });
  await map.focus();
  await page.keyboard.press("Enter");
  for (let i = 0; i < 2; i++) await page.keyboard.press(".");
  await page.waitForTimeout(3000);
}

async function run(page: Page, session: CDPSession, gesture: Gesture): Promise<Measured> {
  const before = await metrics(session);
  const frames = await page.evaluate(perform, { gesture, count: FRAMES });
  const after = await metrics(session);
  const seconds = frames.reduce((sum, ms) => sum + ms, 0) / 1000;
  return {
    fps: frames.length / seconds,
    scriptMs: (1000 * (after - before)) / frames.length,
    worstMs: Math.max(...frames),
  };
}

async function metrics(session: CDPSession): Promise<number> {
  const { metrics: all } = await session.send("Performance.getMetrics");
  return all.find(({ name }) => name === "ScriptDuration")?.value ?? Number.NaN;
}

/** In the page: one step of the gesture before each frame; answers the milliseconds of every frame. */
async function perform({ gesture, count }: { gesture: Gesture; count: number }): Promise<number[]> {
  const target = document.querySelector(".map .ol-viewport");
  if (!(target instanceof HTMLElement)) throw new Error("There is no map.");
  const box = target.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  // A drag of the map begins beside the vertex that lies in its middle.
  const beside = gesture === "pan" ? 150 : 0;
  const pointer = (type: string, dx: number, dy: number, buttons: number) =>
    (type === "pointerdown" ? target : document).dispatchEvent(
      new PointerEvent(type, {
        bubbles: true,
        cancelable: true,
        clientX: x + dx,
        clientY: y + beside + dy,
        buttons,
        button: type === "pointermove" ? -1 : 0,
        pointerId: 1,
        pointerType: "mouse",
        isPrimary: true,
      }),
    );
  const wheel = (deltaY: number) =>
    target.dispatchEvent(
      new WheelEvent("wheel", { bubbles: true, cancelable: true, clientX: x, clientY: y, deltaY }),
    );
  const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
  const times: number[] = [];
  if (gesture !== "zoom") pointer("pointerdown", 0, 0, 1);
  let last = await frame();
  for (let i = 0; i < count; i++) {
    const angle = (i / count) * 2 * Math.PI;
    if (gesture === "zoom") wheel(Math.floor(i / 30) % 2 === 0 ? -12 : 12);
    else pointer("pointermove", 90 * Math.sin(angle), 60 * Math.sin(2 * angle), 1);
    const now = await frame();
    times.push(now - last);
    last = now;
  }
  if (gesture !== "zoom") pointer("pointerup", 0, 0, 0);
  return times;
}

function print(rows: readonly Row[]): void {
  console.log(
    `Chromium, software rendering, on ${cpus()[0]?.model ?? "?"}, ${cpus().length} cores; script under ${FRAME_MILLISECONDS.toFixed(1)} ms a frame leaves room for 60 frames a second`,
  );
  for (const { what, gesture, fps, scriptMs, worstMs, fpsRatio } of rows)
    console.log(
      `${what.padEnd(32)} ${gesture.padEnd(14)} ${fps.toFixed(1).padStart(6)} frames/s  script ${scriptMs.toFixed(1).padStart(6)} ms a frame  longest ${worstMs.toFixed(0).padStart(5)} ms  of the peer's rate ${fpsRatio.toFixed(2)}`,
    );
  mkdirSync("bench/results", { recursive: true });
  writeFileSync("bench/results/editing.json", JSON.stringify({ frames: FRAMES, rows }, null, 1));
}

await main();

// WebGPU (Chromium's software adapter here) and wasm must compute the same network, attention maps included, and the same
// medians.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, type Page, test } from "@playwright/test";
import { build, type PreviewServer, preview } from "vite";
import { goldenTyrionForPage } from "../test/fixtures/goldenTyrion.ts";
import { threadedWasm } from "../threadedWasm.ts";
import { needs, needsShared } from "./needs.ts";

type Run = { backend: string; threads: number; outputs: Record<string, number[]> };
type GraphRun = { backend: string; outputs: Record<string, number[]> };
type GoldenNetwork = ReturnType<typeof goldenTyrionForPage>;
type TestPage = {
  runGraph: (preference: "webgpu" | "wasm", network: GoldenNetwork) => Promise<GraphRun>;
  softmaxOfManyRows: () => Promise<number>;
  runTinyNetwork: (preference: "webgpu" | "wasm", changed: boolean) => Promise<Run>;
  hasAdapter: () => Promise<boolean>;
  runMedian: (kernelPx: number, kind: string) => Promise<Record<"webgpu" | "processor", number[]>>;
  medianAfterLoss: () => Promise<{ before?: number; after?: unknown }>;
  usesEmulated: () => Promise<boolean>;
};

/** Largest difference between the two backends that counts as agreement. */
const TOLERANCE = 1e-4;
const root = fileURLToPath(new URL("../test/browser", import.meta.url));
const outDir = mkdtempSync(join(tmpdir(), "icefront-browser-"));
let server: PreviewServer;
let pageUrl = "";

test.beforeAll(async () => {
  test.setTimeout(120_000);
  const shared = {
    root,
    configFile: false as const,
    logLevel: "error" as const,
    plugins: [threadedWasm()],
  };
  await build({ ...shared, build: { outDir, emptyOutDir: true } });
  const headers = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
  };
  server = await preview({ ...shared, build: { outDir }, preview: { port: 4199, headers } });
  // Another port where somebody has this one.
  [pageUrl = ""] = server.resolvedUrls?.local ?? [];
});
test.afterAll(async () => {
  await server?.close();
  rmSync(outDir, { recursive: true });
});

async function openWithAdapter(page: Page): Promise<void> {
  await page.goto(pageUrl);
  await expect(page).toHaveTitle("ready");
  const adapter = await page.evaluate(() => (globalThis as unknown as TestPage).hasAdapter());
  // Builds of Chromium without WebGPU exist; Debian's, which `.ci/run` installs, has a software adapter.
  needs(adapter, "this Chromium has no WebGPU adapter, not even a software one");
}

for (const kernelPx of [3, 5, 7, 9])
  test(`WebGPU's median of ${kernelPx} x ${kernelPx} is the processor's, near missing data and edges too`, async ({
    page,
  }) => {
    test.setTimeout(120_000);
    await openWithAdapter(page);
    for (const kind of ["grey", "tiny", "mixed"]) {
      const { webgpu, processor } = await page.evaluate(
        ([side, values]) => (globalThis as unknown as TestPage).runMedian(side, values),
        [kernelPx, kind] as const,
      );
      expect(webgpu, kind).not.toBeNull();
      expect(new Set(processor).size, kind).toBeGreaterThan(20);
      expect(processor.some(Number.isNaN), kind).toBe(true);
      const differing = webgpu.filter((value, i) => !same(value, processor[i]));
      expect(differing, kind).toEqual([]);
    }
  });

/** 0 and -0 count as one. */
const same = (a: number, b: number | undefined) => a === b || (Number.isNaN(a) && Number.isNaN(b));

test("the median leaves a lost device and an emulated adapter alone", async ({ page }) => {
  await openWithAdapter(page);
  const lost = await page.evaluate(() => (globalThis as unknown as TestPage).medianAfterLoss());
  expect(lost).toEqual({ before: 100, after: null });
  const used = await page.evaluate(() => (globalThis as unknown as TestPage).usesEmulated());
  expect(used).toBe(false);
});

async function runTinyNetwork(page: Page, preference: "webgpu" | "wasm", changed = false) {
  await page.goto(pageUrl);
  await expect(page).toHaveTitle("ready");
  return page.evaluate(
    ([wanted, gates]) => (globalThis as unknown as TestPage).runTinyNetwork(wanted, gates),
    [preference, changed] as const,
  );
}

test("WebGPU and wasm agree on a tiny Attention U-Net, attention maps included", async ({
  page,
}) => {
  test.setTimeout(180_000);
  await openWithAdapter(page);
  const webgpu = await runTinyNetwork(page, "webgpu");
  const wasm = await runTinyNetwork(page, "wasm");
  expect([webgpu.backend, wasm.backend]).toEqual(["webgpu", "wasm"]);
  expect(Object.keys(webgpu.outputs)).toEqual([
    "probability",
    "alpha1",
    "alpha2",
    "alpha3",
    "alpha4",
  ]);
  for (const [name, values] of Object.entries(webgpu.outputs)) {
    const others = wasm.outputs[name] ?? [];
    const worst = Math.max(...values.map((v, i) => Math.abs(v - (others[i] ?? Number.NaN))));
    console.log(
      `${name}: WebGPU and wasm (${wasm.threads} threads) differ by at most ${worst.toExponential(1)}`,
    );
    expect(worst, name).toBeLessThan(TOLERANCE);
  }
});

test("WebGPU and wasm agree on what opened, scaled and held gates make of it", async ({ page }) => {
  test.setTimeout(180_000);
  await openWithAdapter(page);
  const webgpu = await runTinyNetwork(page, "webgpu", true);
  const wasm = await runTinyNetwork(page, "wasm", true);
  expect([webgpu.backend, wasm.backend]).toEqual(["webgpu", "wasm"]);
  for (const [name, values] of Object.entries(webgpu.outputs)) {
    const others = wasm.outputs[name] ?? [];
    const worst = Math.max(...values.map((v, i) => Math.abs(v - (others[i] ?? Number.NaN))));
    expect(worst, name).toBeLessThan(TOLERANCE);
  }
  expect(new Set(webgpu.outputs.alpha3)).toEqual(new Set([1]));
  const plain = await runTinyNetwork(page, "webgpu");
  const moved = webgpu.outputs.probability?.map((v, i) =>
    Math.abs(v - (plain.outputs.probability?.[i] ?? Number.NaN)),
  );
  expect(Math.max(...(moved ?? []))).toBeGreaterThan(10 * TOLERANCE);
});

for (const preference of ["webgpu", "wasm"] as const)
  test(`the hybrid gives the official network's numbers by ${preference}`, async ({ page }) => {
    test.setTimeout(300_000);
    const golden = needsShared("golden/tyrion/case_b");
    await openWithAdapter(page);
    const network = goldenTyrionForPage(golden);
    const { backend, outputs } = await page.evaluate(
      ([which, given]) => (globalThis as unknown as TestPage).runGraph(which, given),
      [preference, network] as const,
    );
    expect(backend).toBe(preference);
    const { logits = [], skip_4 = [] } = outputs;
    const area = logits.length / 4;
    const planar = logits.map(
      (_, i) => logits[(i % area) * 4 + Math.floor(i / area)] ?? Number.NaN,
    );
    for (const [found, wanted] of [
      [planar, network.logits],
      [skip_4, network.skip4],
    ] as const) {
      expect(found.length).toBe(wanted.length);
      const largest = Math.max(...wanted.map(Math.abs));
      const worst = Math.max(...wanted.map((v, i) => Math.abs(v - (found[i] ?? Number.NaN))));
      expect(worst / largest).toBeLessThan(1e-3);
    }
  });

test("WebGPU's softmax is right over more rows than one dispatch holds", async ({ page }) => {
  test.setTimeout(120_000);
  await openWithAdapter(page);
  const worst = await page.evaluate(() => (globalThis as unknown as TestPage).softmaxOfManyRows());
  expect(worst).toBeLessThan(1e-5);
});

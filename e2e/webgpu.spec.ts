// WebGPU (Chromium's software adapter here) and wasm must compute the same network, attention maps included.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { build, type PreviewServer, preview } from "vite";
import { threadedWasm } from "../threadedWasm.ts";

type Run = { backend: string; threads: number; outputs: Record<string, number[]> };
type TestPage = {
  runTinyNetwork: (preference: "webgpu" | "wasm") => Promise<Run>;
  hasAdapter: () => Promise<boolean>;
};

/** Largest difference between the two backends that counts as agreement. */
const TOLERANCE = 1e-4;
const root = fileURLToPath(new URL("../test/browser", import.meta.url));
const outDir = mkdtempSync(join(tmpdir(), "icefront-browser-"));
let server: PreviewServer;

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
});
test.afterAll(async () => {
  await server?.close();
  rmSync(outDir, { recursive: true });
});

test("WebGPU and wasm agree on a tiny Attention U-Net, attention maps included", async ({
  page,
}) => {
  test.setTimeout(180_000);
  const run = async (preference: "webgpu" | "wasm") => {
    await page.goto("http://localhost:4199/");
    await expect(page).toHaveTitle("ready");
    return page.evaluate(
      (wanted) => (globalThis as unknown as TestPage).runTinyNetwork(wanted),
      preference,
    );
  };
  await page.goto("http://localhost:4199/");
  await expect(page).toHaveTitle("ready");
  const adapter = await page.evaluate(() => (globalThis as unknown as TestPage).hasAdapter());
  test.skip(
    !adapter,
    "SKIPPED LOUDLY: this Chromium has no WebGPU adapter, not even a software one",
  );
  const webgpu = await run("webgpu");
  const wasm = await run("wasm");
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

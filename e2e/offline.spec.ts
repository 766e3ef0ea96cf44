// Without a connection: the page opens, the work is there, and what was fetched for the field runs.
import { copyFileSync, cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { expect, test } from "@playwright/test";
import { App } from "./app.ts";

const DIST = process.env.E2E_DIST ?? join(import.meta.dirname, "..", "dist");

test("opens, predicts and keeps work without a connection", async ({ page, context }) => {
  const app = new App(page);
  await app.open("?backend=wasm");
  await app.button("Works offline").click();
  const dialog = page.getByRole("dialog", { name: "Without a connection" });
  await expect(dialog.getByRole("row", { name: /The app itself/ })).toContainText("yes");
  for (const part of [
    "The demo fjord",
    "Model attention-unet",
    "What runs networks on the processor",
  ]) {
    await dialog.getByRole("button", { name: new RegExp(`^Fetch .*: ${part}$`) }).click();
    await expect(dialog.getByRole("row", { name: part })).toContainText("yes");
  }
  expect(await app.seriousFindings()).toEqual([]);
  await page.keyboard.press("Escape");
  await context.setOffline(true);
  await page.reload();
  await app.button("Open the demo fjord").click();
  await app.sceneShown();
  await app.predict();
  await expect(app.fronts.first()).toContainText("predicted");
  await app.saved();
  await page.reload();
  await app.sceneShown();
  await expect(app.fronts.first()).toContainText("predicted");
});

test("a new version waits until it is wanted, and takes nothing with it", async ({ page }) => {
  const folder = mkdtempSync(join(tmpdir(), "icefront-site-"));
  cpSync(DIST, folder, { recursive: true });
  const { server, url } = await serve(folder);
  try {
    const app = new App(page);
    await page.goto(url);
    await app.button("Works offline").waitFor();
    await app.button("Open the demo fjord").click();
    await app.sceneShown();
    await page.keyboard.press("a");
    await app.saved();
    const worker = join(folder, "service-worker.js");
    writeFileSync(worker, `${readFileSync(worker, "utf8")}\n// Another version.\n`);
    copyFileSync(join(DIST, "index.html"), join(folder, "index.html"));
    await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
    await app.button("Use the new version").click();
    await app.button("Use the new version").waitFor({ state: "detached" });
    await app.sceneShown();
    await expect(app.button("Undo: Accept scene")).toBeEnabled();
  } finally {
    server.close();
  }
});

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** A plain web server, whose files can be changed under the page. */
async function serve(folder: string): Promise<{ server: Server; url: string }> {
  const server = createServer(({ url: asked = "/" }, response) => {
    const path = new URL(asked, "http://localhost").pathname;
    const name = path === "/" ? "/index.html" : path;
    try {
      const bytes = readFileSync(join(folder, decodeURIComponent(name)));
      const type = TYPES[extname(name)] ?? "application/octet-stream";
      response.writeHead(200, { "Content-Type": type }).end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "localhost", resolve);
  });
  return { server, url: `http://localhost:${(server.address() as AddressInfo).port}/` };
}

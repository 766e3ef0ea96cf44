// The built site: the page stays small and reaches networks and GDAL only through its workers.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";

const PAGE_BUDGET_BYTES = 150_000;
/** A message of tfjs-core's engine; it must be found somewhere, or this test proves nothing. */
const TFJS_MARKER = "No backend found in registry";
const GDAL_MARKER = /gdal3WebAssembly|GDALDatasetRasterIO/;

const assets = "dist/assets";
const read = (file: string) => readFileSync(`${assets}/${file}`, "utf8");
const scripts = existsSync(assets)
  ? readdirSync(assets).filter((file) => file.endsWith(".js"))
  : [];

/** Everything that the page itself may load: its entry and what that imports, workers left out. */
function pageChunks(): string[] {
  const entry = /src="\.\/assets\/([^"]+\.js)"/.exec(readFileSync("dist/index.html", "utf8"))?.[1];
  const found = new Set<string>();
  const visit = (file: string) => {
    if (found.has(file)) return;
    found.add(file);
    // Worker scripts are named in `new Worker(...)`, chunks in import statements and calls.
    for (const [, imported] of read(file).matchAll(
      /(?:from|import)\s*\(?\s*["'`]\.\/([^"'`]+\.js)["'`]/g,
    ))
      if (imported !== undefined) visit(imported);
  };
  if (entry !== undefined) visit(entry);
  return [...found];
}

/** What loads before anything is done: the entry with all that it imports outright, style sheets too. */
function firstFiles(): string[] {
  const html = readFileSync("dist/index.html", "utf8");
  const named = [...html.matchAll(/(?:src|href)="\.\/assets\/([^"]+\.(?:js|css))"/g)];
  return [...new Set(named.flatMap(([, file]) => file ?? []))];
}

it("keeps what the page loads at first within its budget", () => {
  const files = firstFiles();
  expect(files.some((file) => /^index-.*\.js$/.test(file))).toBe(true);
  expect(files.some((file) => file.endsWith(".css"))).toBe(true);
  // Whatever the entry imports outright is named in the page, to be fetched beside it.
  for (const file of files.filter((name) => name.endsWith(".js")))
    for (const [, imported] of read(file).matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g))
      expect(files).toContain(imported);
  const bytes = files.reduce((sum, file) => sum + gzipSync(read(file)).length, 0);
  console.log(`the page loads ${(bytes / 1000).toFixed(0)} kB at first (gzip)`);
  expect(bytes).toBeLessThan(PAGE_BUDGET_BYTES);
});

it("loads the map by a chunk of its own", () => {
  expect(pageChunks().some((file) => file.startsWith("createMap-"))).toBe(true);
});

it("has no network engine and no GDAL on the page, but in the workers", () => {
  const page = pageChunks();
  const workers = scripts.filter((file) => !page.includes(file));
  for (const file of page) {
    expect(read(file)).not.toContain(TFJS_MARKER);
    expect(read(file)).not.toMatch(GDAL_MARKER);
  }
  expect(workers.some((file) => read(file).includes(TFJS_MARKER))).toBe(true);
  expect(workers.some((file) => GDAL_MARKER.test(read(file)))).toBe(true);
});

it("names no remote address in the page and allows none", () => {
  const html = readFileSync("dist/index.html", "utf8").replaceAll("&#39;", "'");
  expect(html).toContain("default-src 'none'");
  expect(html).not.toMatch(/(?:src|href)="https?:/);
});

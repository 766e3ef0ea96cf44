// Scenes from elsewhere: by their address, from a catalogue, and what is said where that cannot be. Nothing goes unasked.
import { readFileSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import { type FileServer, serveFiles } from "../test/fixtures/fileServer.ts";
import { App } from "./app.ts";

const DEMO = `${process.env.E2E_SITE ?? "dist"}/demo/demo.tif`;
const servers: FileServer[] = [];
test.afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));
async function serve(...given: Parameters<typeof serveFiles>): Promise<FileServer> {
  const server = await serveFiles(...given);
  servers.push(server);
  return server;
}

/** The demo with other pixels, so that it is another scene. */
function fjord(change: number): Buffer {
  const bytes = readFileSync(DEMO);
  for (let at = 1000; at < bytes.length - 2000; at += 1000) bytes[at] = (bytes[at] ?? 0) ^ change;
  return bytes;
}

async function dialogOf(app: App) {
  await app.button("Open from an address…").click();
  return app.page.getByRole("dialog", { name: "Open from an address" });
}

test("a scene is read at its address by parts, remembered, and fetched again only when asked for", async ({
  page,
}) => {
  const bytes = fjord(1);
  const server = await serve({ "data/fjord.tif": { bytes } });
  const app = new App(page);
  await app.open();
  const dialog = await dialogOf(app);
  expect(await app.seriousFindings()).toEqual([]);
  expect(server.asked).toEqual([]);
  await dialog.getByLabel("Address").fill(`${server.url}data/fjord.tif`);
  await dialog.getByRole("button", { name: "Open" }).click();
  await app.sceneShown();
  await expect(app.fact("CRS")).toContainText("EPSG:3413");
  await app.cursorAt(await app.onMap(0.5, 0.5));
  await expect(page.locator(".status-line .cursor")).toContainText("E ");
  expect(server.asked.every(({ range, path }) => range !== null && path === "data/fjord.tif")).toBe(
    true,
  );
  console.log(
    `remote: ${server.asked.length} requests, ${server.sentBytes()} bytes of a file of ${bytes.length}`,
  );
  // Ends of the file are read before it is opened, and kept by nobody.
  expect(server.sentBytes()).toBeLessThan(1.5 * bytes.length);
  await app.drawFront();
  await app.saved();
  expect(app.complaints).toEqual([]);

  const before = server.asked.length;
  await page.reload();
  const again = page.getByRole("button", { name: /^Fetch it again from 127\.0\.0\.1/ });
  await expect(again).toBeVisible();
  expect(server.asked.length).toBe(before);
  await again.click();
  await expect(again).toBeHidden();
  await app.sceneShown();
  await expect(app.fronts).toHaveCount(1);
  await expect.poll(() => server.asked.length).toBeGreaterThan(before);
  await expect(page.getByText("image not at hand")).toBeHidden();
});

test("says why an address cannot be opened, and fetches a file whole only where that is allowed", async ({
  page,
}) => {
  const bytes = fjord(2);
  const whole = await serve({ "fjord.tif": { bytes } }, { ranges: false });
  const closed = await serve({ "fjord.tif": { bytes } }, { cors: false });
  const app = new App(page);
  await app.open();
  const dialog = await dialogOf(app);
  await dialog.getByLabel("Address").fill("fjord.tif");
  await dialog.getByRole("button", { name: "Open" }).click();
  await expect(dialog.getByRole("alert")).toContainText("Type one that begins with https://");
  await page.keyboard.press("Escape");
  await openAddress(app, `${whole.url}fjord.tif`);
  await expect(app.alert).toContainText("cannot give parts of a file");
  expect(whole.sentBytes()).toBeLessThanOrEqual(bytes.length);
  await openAddress(app, `${closed.url}fjord.tif`);
  await expect(app.alert).toContainText("does not allow other pages to read its files (CORS)", {
    timeout: 30_000,
  });
  await openAddress(app, `${whole.url}none.tif`);
  await expect(app.alert).toContainText("did not give the file");
  await openAddress(app, `${whole.url}fjord.tif`, true);
  await app.sceneShown();
});

test("the page itself reaches no other place, whatever runs in it", async ({ page }) => {
  const server = await serve({ x: { bytes: "x" } });
  const app = new App(page);
  await app.open();
  const reached = await page.evaluate(
    (url) =>
      fetch(url).then(
        () => true,
        () => false,
      ),
    `${server.url}x`,
  );
  expect(reached).toBe(false);
  expect(server.asked).toEqual([]);
});

test("scenes of a catalogue are searched by place and date, chosen and put into the queue", async ({
  page,
}) => {
  const searches: string[] = [];
  const item = (id: string, day: string) => ({
    type: "Feature",
    id,
    properties: { datetime: `${day}T08:00:00Z` },
    assets: {
      hh: { href: `./${id}/hh.tif`, type: "image/tiff; application=geotiff", roles: ["data"] },
      thumbnail: { href: `./${id}/t.tif`, type: "image/tiff", roles: ["thumbnail"] },
    },
  });
  const server = await serve(
    { "june/hh.tif": { bytes: fjord(4) }, "july/hh.tif": { bytes: fjord(8) } },
    {
      answer: (request, response) => {
        const url = request.url ?? "";
        const features = [item("june", "2018-06-02"), item("july", "2018-07-02")];
        if (url === "/") {
          const links = [{ rel: "search", href: "/search" }];
          response.end(JSON.stringify({ type: "Catalog", links }));
        } else if (url.startsWith("/search")) {
          searches.push(url);
          response.end(JSON.stringify({ type: "FeatureCollection", features }));
        } else return false;
        return true;
      },
    },
  );
  const app = new App(page);
  await app.open();
  const dialog = await dialogOf(app);
  await dialog.getByLabel("What lies there").selectOption({ label: "A STAC item, list or search" });
  await dialog.getByLabel("Address").fill(server.url);
  await dialog.getByLabel(/^Place/).fill("-39, 66, -37, 67");
  await dialog.getByLabel("From").fill("2018-06-01");
  await dialog.getByRole("button", { name: "Search" }).click();
  const groups = dialog.getByRole("group");
  await expect(groups).toHaveCount(2);
  await expect(groups.first()).toHaveAccessibleName("2018-07-02 · july");
  expect(searches).toHaveLength(1);
  expect(new URL(searches[0] ?? "", server.url).searchParams.get("bbox")).toBe("-39,66,-37,67");
  expect(await app.seriousFindings()).toEqual([]);
  for (const group of await groups.all()) await group.getByLabel("hh").check();
  await dialog.getByRole("button", { name: "Open 2 scenes" }).click();
  await app.sceneShown();
  await expect(app.button("Predict all 2 that wait")).toBeVisible();
  await expect(page.getByText("june_hh.tif").first()).toBeVisible();
  expect(app.complaints).toEqual([]);
});

async function openAddress(app: App, address: string, isWhole = false): Promise<void> {
  const dialog = await dialogOf(app);
  await dialog.getByLabel("Address").fill(address);
  if (isWhole) await dialog.getByLabel(/fetch it whole/).check();
  await dialog.getByRole("button", { name: "Open" }).click();
  await expect(dialog).toBeHidden();
}

test("five hundred files are listed at once, and opened one by one", async ({ page }) => {
  const app = new App(page);
  await app.open();
  await watchResponse(page);
  await app.drop(Array.from({ length: 500 }, (_, i) => ({ name: `s${i}.tif`, bytes: tiny(i) })));
  await expect(page.getByText("499 files are not opened yet.")).toBeVisible();
  await app.sceneShown();
  const scenes = page.getByRole("button", { name: /^Close s\d+\.tif/ });
  await expect(scenes).toHaveCount(1);
  await expect(page.getByText("and 299 more.")).toBeVisible();
  await page.getByRole("button", { name: /^s42\.tif/ }).click();
  await expect(scenes).toHaveCount(2);
  await expect(page.getByText("498 files are not opened yet.")).toBeVisible();
  await expect(app.button("Predict all 500 that wait")).toBeVisible();
  await app.drop([{ name: "copy.tif", bytes: tiny(42) }]);
  await expect(app.message).toContainText("copy.tif is open already, as s42.tif.");
  await expect(scenes).toHaveCount(2);
  expect(await app.seriousFindings()).toEqual([]);
  expect(app.complaints).toEqual([]);
  const gap = await page.evaluate(() => Reflect.get(window, "longestGap"));
  console.log(`500 files: longest time without a frame ${Math.round(gap)} ms`);
});

/** Keeps the longest time between two frames. */
async function watchResponse(page: Page): Promise<void> {
  await page.evaluate(() => {
    let last = performance.now();
    Reflect.set(window, "longestGap", 0);
    const tick = (now: number) => {
      Reflect.set(window, "longestGap", Math.max(Reflect.get(window, "longestGap"), now - last));
      last = now;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
}

/** A TIFF of 40 x 30 pixels, each another. */
function tiny(seed: number): Uint8Array {
  const [width, height] = [40, 30];
  const bytes = new Uint8Array(8 + width * height + 2 + 8 * 12 + 4);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x49492a00);
  view.setUint32(4, 8 + width * height, true);
  for (let i = 0; i < width * height; i++) bytes[8 + i] = (i * (seed + 3)) % 251;
  const tags = [
    [256, width],
    [257, height],
    [258, 8],
    [259, 1],
    [262, 1],
    [273, 8],
    [278, height],
    [279, width * height],
  ];
  const at = 8 + width * height;
  view.setUint16(at, tags.length, true);
  for (const [i, [tag = 0, value = 0]] of tags.entries()) {
    view.setUint16(at + 2 + i * 12, tag, true);
    view.setUint16(at + 4 + i * 12, 4, true);
    view.setUint32(at + 6 + i * 12, 1, true);
    view.setUint32(at + 10 + i * 12, value, true);
  }
  return bytes;
}

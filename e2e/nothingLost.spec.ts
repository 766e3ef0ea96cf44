// Nothing that was committed is lost: reload, crash, full storage, a killed browser, a second tab.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, expect, type Page, test } from "@playwright/test";
import { App } from "./app.ts";
import { CHROMIUM_FLAGS, findChromium } from "./findChromium.ts";

test("a reload brings back fronts, undo steps and the demo's image", async ({ page }) => {
  const app = new App(page);
  await app.demoWithFront();
  await nudge(app, 3);
  await app.saved();
  await page.reload();
  await app.sceneShown();
  await expect(app.fronts).toHaveCount(1);
  await expect(app.fronts.first()).toContainText("drawn");
  await app.button("Undo: Move vertex").click();
  await expect(app.button("Redo: Move vertex")).toBeEnabled();
  await app.button("Undo: Move vertex").click();
  await app.button("Undo: Move vertex").click();
  await app.button("Undo: Draw front").click();
  await expect(app.fronts).toHaveCount(0);
  await app.button("Redo: Draw front").click();
  await expect(app.fronts).toHaveCount(1);
  expect(app.complaints).toEqual([]);
});

test("a dropped scene is asked for after a reload, and known by its content whatever its name", async ({
  page,
}) => {
  const app = new App(page);
  await app.open();
  const bytes = await demoBytes(page);
  await app.drop([{ name: "first.tif", bytes }]);
  await app.sceneShown();
  await app.drawFront();
  await app.saved();
  await page.reload();
  await expect(page.getByText("image not at hand")).toBeVisible();
  await expect(app.fronts).toHaveCount(1);
  await findImage(app, "another.tif", bytes.slice(0, -1));
  await expect(app.alert).toContainText("its content is another");
  await app.button("Dismiss the message").click();
  await findImage(app, "renamed.tif", bytes);
  await expect(page.getByText("image not at hand")).toBeHidden();
  await expect(app.message).toContainText("at hand again");
  await page.reload();
  await app.drop([{ name: "renamed.tif", bytes }]);
  await expect(page.getByText("image not at hand")).toBeHidden();
  await expect(page.getByRole("button", { name: /^Close / })).toHaveCount(1);
  await expect(app.fronts).toHaveCount(1);
});

test("a chosen scene is opened again by itself after a reload, by its file handle", async ({
  page,
}) => {
  const app = new App(page);
  await app.pickerAnswers("showOpenFilePicker", "chosen.tif");
  await page.goto("./");
  await page.evaluate(async () => {
    const folder = await navigator.storage.getDirectory();
    const handle = await folder.getFileHandle("chosen.tif", { create: true });
    const stream = await handle.createWritable();
    await stream.write(await (await fetch("./demo/demo.tif")).blob());
    await stream.close();
  });
  await app.button("Drop SAR scenes here, or choose files").click();
  await app.sceneShown();
  await app.drawFront();
  await app.saved();
  await page.reload();
  await app.sceneShown();
  await expect(app.message).toContainText("open again");
  await expect(page.getByText("image not at hand")).toBeHidden();
  await expect(app.fronts).toHaveCount(1);
});

test("a second tab only looks, and takes over when the first closes", async ({ page, context }) => {
  const app = new App(page);
  await app.demoWithFront();
  await app.saved();
  const second = new App(await context.newPage());
  await second.open();
  await second.sceneShown();
  await expect(second.project).toContainText("open in another tab");
  await expect(second.fronts).toHaveCount(1);
  const status = second.page.getByRole("contentinfo");
  await expect(status).toContainText("open again");
  await second.fronts.first().click();
  await second.page.keyboard.press("Delete");
  await expect(second.fronts).toHaveCount(1);
  await expect(status).toContainText("Another tab has this project");
  await nudge(app, 1);
  await app.saved();
  await page.close();
  await expect(second.project).toContainText("saved");
  await expect(second.button("Undo: Move vertex")).toBeEnabled();
  await second.fronts.first().click();
  await second.page.keyboard.press("Delete");
  await expect(second.fronts).toHaveCount(0);
});

test("a crashed page comes back with every committed edit", async ({ page, context }) => {
  const app = new App(page);
  await app.demoWithFront();
  await nudge(app, 5);
  await app.saved();
  const session = await context.newCDPSession(page);
  const crashed = page.waitForEvent("crash");
  // A crashed page answers nothing more.
  void session.send("Page.crash").catch(() => undefined);
  await crashed;
  const again = new App(await context.newPage());
  await again.open();
  await again.sceneShown();
  await expect(again.fronts).toHaveCount(1);
  expect(await undoCount(again)).toBe(6);
});

test("full storage is said, costs nothing, and is made good when there is room", async ({
  page,
  context,
  baseURL,
}) => {
  const app = new App(page);
  await app.open();
  const session = await context.newCDPSession(page);
  const quota = (quotaSize?: number) =>
    session.send("Storage.overrideQuotaForOrigin", {
      origin: baseURL ?? "",
      ...(quotaSize && { quotaSize }),
    });
  // Before the first write: the browser asks for the room that is left only now and then.
  await quota(1);
  await app.button("Open the demo fjord").click();
  await app.sceneShown();
  await app.drawFront();
  await nudge(app, 2);
  await expect(app.project).toContainText("not saved");
  await expect(app.button("Undo: Move vertex")).toBeEnabled();
  await app.project.click();
  await expect(app.alert.first()).toContainText("used up");
  await quota();
  await app.button("Try again now").click();
  await app.saved();
  await page.keyboard.press("Escape");
  await page.reload();
  await app.sceneShown();
  expect(await undoCount(app)).toBe(3);
});

test("a browser killed in the middle of work loses no acknowledged edit", async ({ baseURL }) => {
  const profile = mkdtempSync(join(tmpdir(), "icefront-profile-"));
  const launch = () =>
    chromium.launchPersistentContext(profile, {
      executablePath: findChromium() ?? undefined,
      args: [...CHROMIUM_FLAGS],
      ...(baseURL && { baseURL }),
      viewport: { width: 1280, height: 800 },
    });
  const first = await launch();
  const app = new App(first.pages()[0] ?? (await first.newPage()));
  await app.demoWithFront();
  const committed = 20;
  await nudge(app, committed);
  await app.saved();
  const session = await first.browser()?.newBrowserCDPSession();
  const pid = await browserPid(profile);
  process.kill(pid, "SIGKILL");
  await session?.detach().catch(() => undefined);
  await first.close().catch(() => undefined);
  const second = await launch();
  const again = new App(second.pages()[0] ?? (await second.newPage()));
  await again.open();
  await again.sceneShown();
  const recovered = await undoCount(again);
  console.log(`killed: ${committed + 1} edits committed, ${recovered} recovered`);
  await second.close();
  expect(recovered).toBe(committed + 1);
});

/** So many edits: one vertex, pixel by pixel. */
async function nudge(app: App, times: number): Promise<void> {
  const { keyboard } = app.page;
  if ((await app.fronts.first().getAttribute("aria-pressed")) !== "true")
    await app.fronts.first().click();
  await keyboard.press(".");
  for (let i = 0; i < times; i++) await keyboard.press("Alt+ArrowUp");
}

/** Takes back all there is. */
async function undoCount(app: App): Promise<number> {
  const undo = app.button(/^Undo/);
  let count = 0;
  while (await undo.isEnabled()) {
    await undo.click();
    count++;
  }
  return count;
}

async function demoBytes(page: Page): Promise<Uint8Array> {
  const response = await page.request.get("./demo/demo.tif");
  return response.body();
}

/** The process that owns the profile: the one that Playwright started. */
async function browserPid(profile: string): Promise<number> {
  const { execFileSync } = await import("node:child_process");
  const pids = execFileSync("pgrep", ["-f", `user-data-dir=${profile}`], { encoding: "utf8" });
  return Math.min(...pids.trim().split("\n").map(Number));
}

/** Chooses a file for the scene in view, whose image is not at hand. */
async function findImage(app: App, name: string, bytes: Uint8Array): Promise<void> {
  const chooser = app.page.waitForEvent("filechooser");
  await app.button("Find the image…").click();
  await (await chooser).setFiles([{ name, mimeType: "image/tiff", buffer: Buffer.from(bytes) }]);
}

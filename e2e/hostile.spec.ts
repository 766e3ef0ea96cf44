// Damaged and hostile files, all of them, beside a project with an edit: each opens or is refused, and the work is whole.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { App } from "./app.ts";
import { needsShared } from "./needs.ts";

/** Dropped together; so few that each is opened at once. */
const AT_ONCE = 8;
const MOST_BYTES = 2e9;

type Entry = {
  file: string;
  expect: "open" | "error" | "open-or-error" | "partial-or-error";
};

test("every damaged file ends as its manifest says, and the project beside it is whole", async ({
  page,
  browser,
}) => {
  test.setTimeout(900_000);
  const folder = needsShared("data/bad-tiff");
  const { files }: { files: Entry[] } = JSON.parse(
    readFileSync(join(folder, "manifest.json"), "utf8"),
  );
  const app = new App(page);
  await app.demoWithFront();
  const vertices = await app.fact("Vertices").textContent();
  const tally: Tally = { opened: 0, refused: 0, against: [] };
  let slowest = { seconds: 0, files: "" };
  for (let at = 0; at < files.length; at += AT_ONCE) {
    const group = files.slice(at, at + AT_ONCE);
    const startedAt = Date.now();
    await app.dropFiles(group.map(({ file }) => join(folder, file)));
    const refused = () => page.locator(".job-card.failed p strong").allTextContents();
    const opened = () => openNames(page);
    // All are told of together, at the end.
    await expect
      .poll(async () => (await refused()).length + (await opened()).length, { timeout: 80_000 })
      .toBe(group.length + 1);
    const seconds = (Date.now() - startedAt) / 1000;
    if (seconds > slowest.seconds)
      slowest = { seconds, files: group.map(({ file }) => file).join(", ") };
    const names = await refused();
    count(group, names, tally);
    for (const name of (await opened()).filter((one) => one !== "demo.tif"))
      await page.getByRole("button", { name: `Close ${name}`, exact: true }).click();
    if (names.length > 0) await app.button("Dismiss the message").click();
  }
  const bytes = await largestProcess(browser);
  console.log(
    `bad-tiff in the browser: ${tally.opened} opened, ${tally.refused} refused, of ${files.length}; ` +
      `slowest group of ${AT_ONCE} took ${slowest.seconds.toFixed(1)} s (${slowest.files}); ` +
      `the largest process had ${(bytes / 1e6).toFixed(0)} MB at most`,
  );
  expect(tally.against).toEqual([]);
  expect(bytes).toBeLessThan(MOST_BYTES);
  await page.locator(".scene-item .row").first().click();
  await app.sceneShown();
  await expect(app.fronts).toHaveCount(1);
  await app.fronts.first().click();
  await expect(app.fact("Vertices")).toHaveText(vertices ?? "");
  await page.keyboard.press("Control+z");
  await expect(app.fronts).toHaveCount(0);
  await page.keyboard.press("Control+y");
  await expect(app.fronts).toHaveCount(1);
  await app.saved();
});

test("a file that holds the decoder up is given up, and the other scenes go on in a new worker", async ({
  page,
}) => {
  test.setTimeout(240_000);
  const app = new App(page);
  await app.demoWithFront();
  await app.drop([{ name: "bomb.tif", bytes: bomb() }]);
  // Nothing can be read while the decoder is held up: what waits is not lost.
  await expect(app.alert).toContainText("gave no sign of life", { timeout: 120_000 });
  await expect(app.alert).toContainText("bomb.tif");
  await app.button("Dismiss the message").click();
  expect(await openNames(page)).toEqual(["demo.tif"]);
  await expect(app.fronts).toHaveCount(1);
  // Closer than before: these tiles come from the new worker.
  const [x, y] = await app.onMap(0.5, 0.5);
  await page.mouse.move(x, y);
  for (let i = 0; i < 4; i++) await page.mouse.wheel(0, -400);
  await app.sceneShown();
  await expect(page.locator(".status-line .cursor")).toContainText(/\d/);
  await app.drop([{ name: "again.tif", bytes: new Uint8Array(20) }]);
  await expect(app.alert).toContainText("again.tif");
  await expect(app.alert).not.toContainText("sign of life");
});

type Tally = { opened: number; refused: number; readonly against: string[] };

/** `refused`: names; whatever else is in the group was opened. */
function count(group: readonly Entry[], refused: readonly string[], tally: Tally): void {
  for (const { file, expect: wanted } of group) {
    const isRefused = refused.includes(file);
    if (isRefused) tally.refused++;
    else tally.opened++;
    if (wanted === (isRefused ? "open" : "error")) tally.against.push(file);
  }
}

/** Names of the open scenes. */
async function openNames(page: Page): Promise<string[]> {
  const buttons = await page.getByRole("button", { name: /^Close .*\.\w+$/ }).all();
  const labels = await Promise.all(buttons.map((button) => button.getAttribute("aria-label")));
  return labels.map((label) => (label ?? "").replace("Close ", ""));
}

/** The most memory that a process of the page ever had, bytes: where the system tells. */
async function largestProcess(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const sizes = processInfo
    .filter(({ type }) => type === "renderer")
    .map(({ id }) => {
      const status = `/proc/${id}/status`;
      if (!existsSync(status)) return 0;
      return 1024 * Number(/VmHWM:\s+(\d+)/.exec(readFileSync(status, "utf8"))?.[1] ?? 0);
    });
  return Math.max(...sizes);
}

/**
 * A TIFF of 130 kB whose 488 LZW blocks all lie at the same place: each unpacks to 128 MiB, together to 61 GiB. No
 * header is wrong.
 */
function bomb(): Uint8Array {
  const [width, rows, samples, blocks] = [512, 32, 1024, 488];
  const stored = zerosByLzw(width * rows * samples * 8);
  const tags: [tag: number, type: 3 | 4, values: number[]][] = [
    [256, 4, [width]],
    [257, 4, [rows * blocks]],
    [258, 3, new Array<number>(samples).fill(64)],
    [259, 3, [5]],
    [262, 3, [1]],
    [273, 4, new Array<number>(blocks).fill(8)],
    [277, 3, [samples]],
    [278, 4, [rows]],
    [279, 4, new Array<number>(blocks).fill(stored.length)],
    [339, 3, new Array<number>(samples).fill(3)],
  ];
  const directoryAt = 8 + stored.length + (stored.length % 2);
  const bytes = new Uint8Array(directoryAt + 6 + tags.length * 12 + 10_000);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x49492a00);
  view.setUint32(4, directoryAt, true);
  bytes.set(stored, 8);
  view.setUint16(directoryAt, tags.length, true);
  let extraAt = directoryAt + 6 + tags.length * 12;
  for (const [i, [tag, type, values]] of tags.entries()) {
    const at = directoryAt + 2 + i * 12;
    const size = type === 3 ? 2 : 4;
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, type, true);
    view.setUint32(at + 4, values.length, true);
    const isInside = values.length * size <= 4;
    if (!isInside) view.setUint32(at + 8, extraAt, true);
    for (const [j, value] of values.entries()) {
      const to = (isInside ? at + 8 : extraAt) + j * size;
      if (type === 3) view.setUint16(to, value, true);
      else view.setUint32(to, value, true);
    }
    if (!isInside) extraAt += values.length * size;
  }
  return bytes;
}

/** LZW of at least `length` zeros: each code is the one before and one zero more. */
function zerosByLzw(length: number): Uint8Array {
  const bits: number[] = [];
  const put = (code: number, width: number) => {
    for (let bit = width - 1; bit >= 0; bit--) bits.push((code >> bit) & 1);
  };
  let made = 0;
  while (made < length) {
    let width = 9;
    put(256, made === 0 ? 9 : 12);
    put(0, 9);
    made++;
    for (let code = 258; code < 4094; code++) {
      put(code, width);
      made += code - 256;
      if (code + 2 >= 2 ** width && width < 12) width++;
    }
  }
  put(257, 12);
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  for (const [i, bit] of bits.entries())
    bytes[i >> 3] = (bytes[i >> 3] ?? 0) | (bit << (7 - (i & 7)));
  return bytes;
}

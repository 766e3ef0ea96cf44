// Overlays to judge a front by: swipe and flicker between dates and maps, ghosts of other dates, the line as traced, doubt.
import { expect, type Page, test } from "@playwright/test";
import { App } from "./app.ts";
import { needsScenes } from "./needs.ts";

test("dates and maps are held against each other, and lines show where to look", async ({
  page,
}) => {
  const dates = needsScenes("s1_helheim_20180602_hh.tif", "s1_helheim_20180606_hh.tif");
  const app = new App(page);
  await app.open("?backend=wasm");
  await app.dropFiles(dates);
  await app.sceneShown();
  await page.keyboard.press("Shift+m");
  await expect(app.message).toContainText("Predict first");
  await app.predict();
  await page.keyboard.press("n");
  await expect(app.message).toContainText("20180606");
  await app.map.focus();
  await page.mouse.move(5, 300);
  const bare = await steady(app);

  // Ghosts of the date before are there by themselves.
  await page.keyboard.press("g");
  const noGhosts = await changed(app, bare);
  await page.keyboard.press("Shift+q");
  const line = page.getByRole("slider", { name: "Line between 2018-06-06 and 2018-06-02" });
  await expect(line).toHaveValue("0.5");
  await expect.poll(async () => (await picture(app)).right.equals(noGhosts.right)).toBe(false);
  expect((await picture(app)).left.equals(noGhosts.left)).toBe(true);
  await line.focus();
  await page.keyboard.press("Home");
  await expect.poll(async () => (await picture(app)).left.equals(noGhosts.left)).toBe(false);
  expect(await app.seriousFindings()).toEqual([]);
  await app.button("End the comparison").click();
  await expect.poll(async () => (await picture(app)).left.equals(noGhosts.left)).toBe(true);

  await app.map.focus();
  await page.keyboard.down("q");
  await changed(app, noGhosts);
  await page.keyboard.up("q");
  await same(app, noGhosts);

  await page.keyboard.press("b");
  await expect(app.message).toContainText("20180602");
  const predicted = await steady(app);
  for (const key of ["c", "u", "5", "2"]) {
    await page.keyboard.press(key);
    await changed(app, predicted);
    await page.keyboard.press(key);
    await same(app, predicted);
  }
  await page.keyboard.press("]");
  await expect(app.message).toContainText(/^Doubtful place 1 of \d+, probability \d+ %\.$/);

  // The model's maps are there after a reload, although the image's file has to be found again.
  await app.saved();
  await page.reload();
  await expect(app.button("Show Probability of front")).toBeVisible();
  await expect(app.button("Attention α4 on the map")).toBeVisible();
  expect(app.complaints).toEqual([]);
});

type Picture = { readonly left: Buffer; readonly right: Buffer };

/** Two pieces of the map that no bar or caption covers. */
async function picture(app: App): Promise<Picture> {
  const { page } = app;
  return { left: await piece(page, app, 0.15), right: await piece(page, app, 0.6) };
}

async function piece(page: Page, app: App, from01: number): Promise<Buffer> {
  const [x, y] = await app.onMap(from01, 0.2);
  const [toX, toY] = await app.onMap(from01 + 0.25, 0.8);
  return page.screenshot({ clip: { x, y, width: toX - x, height: toY - y } });
}

const isSame = (a: Picture, b: Picture) => a.left.equals(b.left) && a.right.equals(b.right);

/** Waits until the map looks otherwise, and stays so. */
async function changed(app: App, before: Picture): Promise<Picture> {
  await expect.poll(async () => isSame(await picture(app), before)).toBe(false);
  return steady(app);
}

/** Waits until nothing is drawn any more. */
async function steady(app: App): Promise<Picture> {
  let last = await picture(app);
  await expect
    .poll(
      async () => {
        const now = await picture(app);
        const isSteady = isSame(now, last);
        last = now;
        return isSteady;
      },
      { intervals: [500] },
    )
    .toBe(true);
  return last;
}

async function same(app: App, before: Picture): Promise<void> {
  await expect.poll(async () => isSame(await picture(app), before)).toBe(true);
}

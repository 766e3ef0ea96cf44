// Two scenes at once: what belongs to one must neither stay behind nor go missing when the other is in view.
import { expect, test } from "@playwright/test";
import { App } from "./app.ts";
import { needsScenes } from "./needs.ts";

test("after a change of scene, predictions and bands are drawn on the map", async ({ page }) => {
  const app = new App(page);
  await openBoth(app);
  await showScene(app, "demo.tif");
  await app.predict();
  await showScene(app, "made_helheim_2band_hh_hv.tif");
  await expect(app.fact("Ran on")).toHaveCount(0);
  await app.predict();
  const bare = await app.map.screenshot();
  await app.button("Show Probability of front").click();
  await expect.poll(async () => bare.equals(await app.map.screenshot())).toBe(false);
  await app.button("Show Probability of front").click();

  const [x, y] = await middleOf(app);
  await page.mouse.move(x, y);
  const reading = page.getByText(/^value /);
  await expect(reading).toHaveText(/value \d/);
  const before = await reading.textContent();
  await page.getByLabel("Band that is shown and predicted on").selectOption("1");
  await expect
    .poll(async () => {
      await page.mouse.move(x + 1, y);
      await page.mouse.move(x, y);
      return reading.textContent();
    })
    .not.toBe(before);
  expect(app.complaints).toEqual([]);
});

test("a line begun on one scene does not go on in another", async ({ page }) => {
  const app = new App(page);
  await openBoth(app);
  const [x, y] = await middleOf(app);
  await page.keyboard.press("d");
  await page.mouse.click(x - 60, y - 40);
  await page.mouse.click(x - 20, y);
  await showScene(app, "demo.tif");
  await page.mouse.click(x, y);
  await page.mouse.click(x + 60, y + 40);
  await page.keyboard.press("Enter");
  await expect(app.fact("Vertices")).toHaveText("2");
  await showScene(app, "made_helheim_2band_hh_hv.tif");
  await expect(app.fronts).toHaveCount(0);
});

async function openBoth(app: App): Promise<void> {
  const [second] = needsScenes("made_helheim_2band_hh_hv.tif");
  await app.openDemo("?backend=wasm");
  await app.dropFile(second);
  await expect(app.page.getByLabel("Band that is shown and predicted on")).toBeVisible();
}

async function showScene(app: App, name: string): Promise<void> {
  const row = app.page.getByRole("listitem").filter({ hasText: name }).locator("button.row");
  await row.click();
  await expect(row).toHaveAttribute("aria-current", "true");
}

async function middleOf(app: App): Promise<[number, number]> {
  const box = await app.map.boundingBox();
  if (box === null) throw new Error("The map is not on the screen.");
  return [box.x + box.width / 2, box.y + box.height / 2];
}

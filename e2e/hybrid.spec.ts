// The shipped hybrid of Swin Transformer and CNN: zones and a front of the demo and of real scenes.
import { expect, test } from "@playwright/test";
import { App } from "./app.ts";
import { needsScenes } from "./needs.ts";

const TITLE = "Hybrid, Swin Transformer and CNN";

test("the shipped hybrid tells the demo's zones and its front", async ({ page }, testInfo) => {
  const app = new App(page);
  await app.openDemo("?backend=wasm");
  await app.models.selectOption({ label: TITLE });
  await app.predict();
  await expect(app.layer("Zones")).toHaveAttribute("aria-pressed", "true");
  await expect(app.fronts.first()).toBeVisible();
  // Behind the front there is ice, before it water.
  await app.cursorAt(await app.onMap(0.3, 0.3));
  const reading = page.locator(".status-line .cursor");
  await expect(reading).toContainText("glacier");
  await app.cursorAt(await app.onMap(0.55, 0.75));
  await expect(reading).toContainText("ocean and melange");
  await page.screenshot({ path: testInfo.outputPath("demo.png") });
  expect(app.complaints).toEqual([]);
});

test("the shipped hybrid runs over the Helheim scenes", async ({ page }, testInfo) => {
  const scenes = needsScenes("s1_helheim_20180602_hh.tif", "s1_helheim_20180606_hh.tif");
  const app = new App(page);
  await app.open("?backend=wasm");
  for (const scene of scenes) {
    await app.dropFiles([scene]);
    await app.sceneShown();
    await app.models.selectOption({ label: TITLE });
    await app.predict();
    await expect(app.layer("Zones")).toHaveAttribute("aria-pressed", "true");
    await page.screenshot({ path: testInfo.outputPath(`${scene.slice(-15, -4)}.png`) });
  }
  expect(app.complaints).toEqual([]);
});

// Several runs as one prediction: chosen, its cost told before, run, cancelled, and its layers looked at.
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { writeTinyHybrid, writeTinyModel } from "../test/fixtures/tinyModel.ts";
import { App } from "./app.ts";
import { tempFolder } from "./tempFolder.ts";

const folder = tempFolder("ensemble");

test("zones, their deviation over four turns and entropy lie over the scene", async ({
  page,
}, testInfo) => {
  const app = new App(page);
  const model = join(folder(), "tiny-hybrid");
  await writeTinyHybrid(model);
  await app.openDemo("?backend=wasm");
  await app.dropFromDisk(model);
  await app.models.selectOption({ label: "Tiny Transformer for tests" });
  // A part of the scene, for fewer windows.
  await app.map.focus();
  for (let i = 0; i < 2; i++) await page.keyboard.press("+");
  await app.button("What the map shows").click();
  await expect(app.runs).toContainText(/1 run of \d+ windows?, time not known before/);
  await app.predict();
  await expect(app.runs).toContainText(/1 run of \d+ windows?, about \d+ s/);
  // Without a probability the zones are what there is to see.
  await expect(app.layer("Zones")).toHaveAttribute("aria-pressed", "true");
  await expect(app.layer("Standard deviation")).toBeHidden();

  await page.getByLabel("4 turns").check();
  await expect(app.runs).toContainText(/mean of 4 runs of \d+ windows?, about \d+ s/);
  await page.getByLabel("Dropout, 10 runs").check();
  await expect(app.runs).toContainText("mean of 40 runs");
  await page.getByLabel("Dropout, 10 runs").uncheck();
  await app.button("Predict").click();
  await expect(app.fact("Mean of")).toContainText("4 runs", { timeout: 180_000 });
  await page.screenshot({ path: testInfo.outputPath("zones.png") });

  await app.cursorAt(await app.onMap(0.5, 0.5));
  const reading = page.locator(".status-line .cursor");
  await expect(reading).toContainText(/rock|glacier|ocean and melange|no information/);
  const withZones = await app.map.screenshot();
  await app.layer("Zones").click();
  await expect.poll(async () => (await app.map.screenshot()).equals(withZones)).toBe(false);
  const bare = await app.map.screenshot();
  const looksBare = async () => (await app.map.screenshot()).equals(bare);
  for (const name of ["Probability of a zone", "Standard deviation", "Entropy"]) {
    await app.layer(name).click();
    await expect.poll(looksBare).toBe(false);
    await page.screenshot({ path: testInfo.outputPath(`${name}.png`) });
    if (name === "Standard deviation") {
      const ofGlacier = await app.map.screenshot();
      await page.getByLabel("Zone of Standard deviation").selectOption("rock");
      await expect.poll(async () => (await app.map.screenshot()).equals(ofGlacier)).toBe(false);
      await app.cursorAt(await app.onMap(0.5, 0.5));
      await expect(reading).toContainText(/deviation \d+ %/);
      expect(await app.seriousFindings()).toEqual([]);
    }
    await app.layer(name).click();
    await expect.poll(looksBare).toBe(true);
  }
  expect(app.complaints).toEqual([]);
});

test("an ensemble can be cancelled, and joins only models that give the same", async ({ page }) => {
  const app = new App(page);
  const [hybrid, unet] = [join(folder(), "tiny-hybrid"), join(folder(), "tiny-unet")];
  await writeTinyHybrid(hybrid);
  await writeTinyModel(unet);
  await app.openDemo("?backend=wasm");
  await app.dropFromDisk(hybrid, unet);
  await app.models.selectOption({ label: "Tiny network for tests" });
  await expect(page.getByLabel(/with Tiny Transformer/)).toBeDisabled();
  await page.getByLabel("with Attention U-Net").check();
  await page.getByLabel("4 turns").check();
  await expect(app.runs).toContainText("mean of 8 runs");
  await app.button("Predict").click();
  await expect(page.locator(".job-card")).toContainText("Running the network", {
    timeout: 60_000,
  });
  await app.button("Cancel").click();
  await expect(page.locator(".job-card")).toBeHidden();
  await expect(app.fact("Ran on")).toBeHidden();

  // The worker may hold either model now: the next run takes the chosen one.
  await page.getByLabel("with Attention U-Net").uncheck();
  await page.getByLabel("4 turns").uncheck();
  await app.predict();
  await expect(app.fact("Model")).toHaveText("Tiny network for tests");
  await expect(app.fact("Mean of")).toBeHidden();
  expect(app.complaints).toEqual([]);
});

test("a front says how well its position is known, and shows it along its course", async ({
  page,
}, testInfo) => {
  const app = new App(page);
  await app.openDemo("?backend=wasm");
  await app.predict();
  await expect(app.layer("Zones")).toHaveAttribute("aria-pressed", "false");
  await app.fronts.first().click();
  await expect(app.fact("Position")).toHaveText(/^± \d+ m \(median\), up to \d+ m$/);
  await app.map.focus();
  await page.keyboard.press(".");
  await expect(app.fact("At this vertex")).toHaveText(/^± \d+ m$/);
  await app.layer("Doubt along the fronts").click();
  await page.mouse.move(5, 300);
  const byProbability = await app.map.screenshot();
  const by = page.getByRole("combobox", { name: "Doubt along the fronts" });
  await by.selectOption("by position");
  await expect.poll(async () => (await app.map.screenshot()).equals(byProbability)).toBe(false);
  await page.screenshot({ path: testInfo.outputPath("position.png") });
  expect(await app.seriousFindings()).toEqual([]);
  expect(app.complaints).toEqual([]);
});

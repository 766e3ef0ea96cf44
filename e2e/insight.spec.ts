// Inside the network: networks against a known front, taken apart, and what does not fit explained.
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { App } from "./app.ts";
import { needsShared } from "./needs.ts";

const SCENE = "DBE_1995-11-16_ERS_20_1_152";

test("the two shipped U-Nets beside a labelled front of caffe256, linked, swiped and scored", async ({
  page,
}, testInfo) => {
  const sar = needsShared(`data/caffe256/sar/${SCENE}.png`);
  const front = needsShared(`data/caffe256/fronts/${SCENE}.png`);
  const zones = needsShared(`data/caffe256/zones/${SCENE}.png`);
  const other = needsShared("data/scenes/made_helheim_cog.tif");
  const app = new App(page);
  await app.open("?backend=wasm");
  await app.dropFiles([sar]);
  await app.sceneShown();
  const inside = await app.lookInside();
  await expect(inside.getByRole("checkbox", { name: "Attention U-Net" })).toBeChecked();
  await expect(inside.getByRole("checkbox", { name: "U-Net", exact: true })).toBeChecked();

  // What is no mask, or lies elsewhere, is explained, and nothing is lost.
  await app.chooseMask(zones);
  await expect(inside.getByRole("alert")).toContainText("The picture is no mask of a front");
  await inside.getByRole("button", { name: "Dismiss the message" }).click();
  await app.chooseMask(other);
  await expect(inside.getByRole("alert")).toContainText("The mask does not lie on this scene");
  await inside.getByRole("button", { name: "Dismiss the message" }).click();
  await app.chooseMask(front);
  await expect(inside.getByRole("combobox", { name: /^Known front/ })).toHaveValue(/.+-.+/);

  const row = (name: string) => inside.getByRole("row", { name: new RegExp(`^${name}`) });
  for (const name of ["Attention U-Net", "U-Net"]) {
    // Fronts, mean distance in pixels (the picture has no place), then percentages.
    await expect(row(name)).toContainText(/\d+\.\d px\d+\.\d/, { timeout: 120_000 });
  }
  await page.screenshot({ path: testInfo.outputPath("against.png") });
  const first = await app.pane("Attention U-Net").screenshot();

  // The same place in both: what is under the pointer of one is read in the other.
  await inside.getByRole("button", { name: "Probability of front" }).click();
  const box = await app.pane("Attention U-Net").boundingBox();
  if (box === null) throw new Error("There is no pane.");
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  const values = inside.locator(".pane-value");
  await expect(values).toHaveText([/^0\.\d\d$/, /^0\.\d\d$/]);
  const before = await app.pane("U-Net").screenshot();
  await page.mouse.wheel(0, -600);
  await expect.poll(async () => (await app.pane("U-Net").screenshot()).equals(before)).toBe(false);
  await page.screenshot({ path: testInfo.outputPath("zoomed.png") });
  await inside.getByRole("button", { name: "Whole scene" }).click();

  await inside.getByRole("button", { name: "Attention α2" }).click();
  await expect(inside.getByText("No attention gate")).toBeVisible();
  await page.keyboard.press("1");
  await expect(inside.getByRole("button", { name: "Attention α1" })).toHaveAttribute(
    "aria-pressed",
    "true",
  );
  await inside.getByRole("button", { name: "Difference in probability" }).click();
  await page.screenshot({ path: testInfo.outputPath("difference.png") });
  await inside.getByLabel("Swipe the first two").check();
  await expect(inside.locator("canvas")).toHaveCount(1);
  await inside.getByRole("slider", { name: "Swipe line" }).press("ArrowLeft");
  await inside.getByLabel("Swipe the first two").uncheck();
  await inside.getByRole("button", { name: "Prediction and known front" }).click();
  expect((await app.pane("Attention U-Net").screenshot()).length).toBeGreaterThan(first.length / 4);

  const saving = page.waitForEvent("download");
  await inside.getByRole("button", { name: "Save what is shown as a figure, SVG" }).click();
  const figure = await saving;
  expect(figure.suggestedFilename()).toBe(`${SCENE}_against_compared.svg`);
  const svg = readFileSync(await figure.path(), "utf8");
  expect(svg.match(/<image /g)).toHaveLength(2);
  for (const text of ["known front alone", "prediction alone", "U-Net"])
    expect(svg).toContain(text);

  expect(await app.seriousFindings()).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(inside).toBeHidden();
  // Nothing of it came into the project.
  await expect(app.fronts).toHaveCount(0);
  expect(app.complaints).toEqual([]);
});

test("a network is taken apart: gates and a covered piece change its front, and nothing is kept", async ({
  page,
}, testInfo) => {
  const app = new App(page);
  await app.openDemo("?backend=wasm");
  const inside = await app.lookInside();
  await inside.getByRole("button", { name: "Take apart", exact: true }).click();
  const pane = (name: string) => app.pane(name);
  await expect(pane("As it is")).toBeVisible({ timeout: 120_000 });

  await inside.getByLabel("Gate α1").selectOption("open");
  const changes = inside.getByRole("definition");
  await expect(changes.first()).toHaveText(/1 → \d+/, { timeout: 120_000 });
  await page.screenshot({ path: testInfo.outputPath("open.png") });
  await inside.getByRole("button", { name: "Attention α1" }).click();
  await page.mouse.move(0, 0);

  // Times 1 is as it is: every pixel of the band stays.
  await inside.getByLabel("Gate α1").selectOption("scaled");
  await inside.getByRole("slider", { name: "Factor of α1" }).fill("1");
  await expect(changes.nth(2)).toHaveText(/^[1-9]\d*, 0, 0$/, { timeout: 120_000 });
  await inside.getByRole("button", { name: "Everything as it is" }).click();
  await expect(pane("Changed")).toBeHidden();

  // Covered where the front is, the front moves; elsewhere's band stays.
  await inside.getByRole("button", { name: "Drag a rectangle" }).click();
  await page.keyboard.press("Escape");
  await expect(inside).toBeVisible();
  await inside.getByRole("button", { name: "Drag a rectangle" }).click();
  const box = await pane("As it is").boundingBox();
  if (box === null) throw new Error("There is no pane.");
  const at = (x01: number, y01: number) =>
    [box.x + box.width * x01, box.y + box.height * y01] as const;
  await page.mouse.move(...at(0.4, 0.4));
  await page.mouse.down();
  await page.mouse.move(...at(0.5, 0.5), { steps: 4 });
  await page.mouse.up();
  await expect(inside.getByLabel("Width")).toHaveValue(/^[1-9]\d+$/);
  await expect(changes.nth(2)).toHaveText(/^\d+, [1-9]\d*, \d+$/, { timeout: 120_000 });
  await page.screenshot({ path: testInfo.outputPath("covered.png") });
  await inside.getByLabel("With").selectOption({ label: "no data" });
  await expect(changes.nth(2)).toHaveText(/^\d+, [1-9]\d*, \d+$/, { timeout: 120_000 });
  await inside.getByRole("button", { name: "Uncover" }).click();
  await expect(pane("Changed")).toBeHidden();
  expect(await app.seriousFindings()).toEqual([]);

  await page.keyboard.press("Escape");
  await expect(app.fronts).toHaveCount(0);
  expect(app.complaints).toEqual([]);
});

test("a long look is cancelled and gone on with", async ({ page }) => {
  const app = new App(page);
  await app.openDemo("?backend=wasm");
  const inside = await app.lookInside();
  await inside.getByRole("button", { name: "Cancel" }).click();
  await expect(inside.getByText(/of 2 made/)).toBeVisible();
  await inside.getByRole("button", { name: "Go on" }).click();
  await expect(app.pane("Attention U-Net")).toBeVisible({ timeout: 120_000 });
  await expect(app.pane("U-Net")).toBeVisible({ timeout: 120_000 });
});

// A training run in the page: its learning curves, its epochs for Predict, and run folders that are not whole.
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { App } from "./app.ts";
import { KEPT, makeSmallRun, type SmallRun } from "./smallRun.ts";

const SHIPPED = fileURLToPath(new URL("../public/models/attention-unet", import.meta.url));
let made: SmallRun | string;
let place: string;

test.beforeAll(async () => {
  test.setTimeout(300_000);
  made = await makeSmallRun();
});
test.afterAll(() => {
  if (typeof made !== "string") rmSync(dirname(made.folder), { recursive: true });
});
test.beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), "icefront-runs-"));
});
test.afterEach(() => rmSync(place, { recursive: true }));

/** The run; skips where it could not be made for want of PyTorch. */
function smallRun(): SmallRun {
  test.skip(typeof made === "string", `SKIPPED: ${made}`);
  if (typeof made === "string") throw new Error(made);
  return made;
}

/** The epochs that it kept, the best one among them, and two that are not the best. */
function epochsOf({ bestEpoch }: SmallRun) {
  const kept = [...new Set([...KEPT, bestEpoch])].sort((a, b) => a - b);
  const [one = 0, other = 0] = KEPT.filter((epoch) => epoch !== bestEpoch);
  return { kept, one, other };
}

/** A copy under another name, to be changed. */
function copyOf({ folder }: SmallRun, name: string): string {
  const copy = join(place, name);
  cpSync(folder, copy, { recursive: true });
  return copy;
}

test("a run shows its learning curves, and an epoch of it predicts", async ({ page }, testInfo) => {
  const run = smallRun();
  const { bestEpoch, folder } = run;
  const { kept, one } = epochsOf(run);
  const app = new App(page);
  await app.openDemo("?backend=wasm");
  await app.openRun(folder);
  const marked = kept.map((epoch) => (epoch === bestEpoch ? `${epoch} best` : `${epoch}`));
  await expect(app.message).toContainText(
    `fjords: ${kept.length} epochs kept (${marked.join(", ")})`,
  );
  await expect(app.alert).toBeHidden();
  // What the program packaged at the end is a model as ever; its epochs are not listed beside it.
  await expect(app.models.getByRole("option", { name: /fjords/ })).toHaveCount(1);
  await expect(app.models.getByRole("option", { name: /epoch/ })).toHaveCount(0);

  const slider = app.epochSlider("fjords");
  const shows = (epoch = 0) => expect(slider).toHaveAttribute("aria-valuenow", `${epoch}`);
  await shows(bestEpoch);
  await slider.focus();
  await page.keyboard.press("Home");
  await shows(kept[0]);
  await page.keyboard.press("ArrowRight");
  await shows(kept[1]);
  await expect(slider).toHaveAttribute("aria-valuetext", /^epoch \d of 6/);
  const curves = slider.locator("svg:has(path.curve)");
  const mark = await curves.first().locator(".kept-epoch circle").last().boundingBox();
  await page.mouse.click((mark?.x ?? 0) + 4, (mark?.y ?? 0) - 20);
  await shows(kept.at(-1));
  await page.screenshot({ path: testInfo.outputPath("curves.png") });
  await expect(curves).toHaveCount(2);
  await page.getByRole("checkbox", { name: "Learning rate" }).check();
  await expect(curves).toHaveCount(3);
  await page.getByText("Figures by epoch").click();
  const row = page.getByRole("row", { name: new RegExp(`^${one} kept`) });
  await expect(row).toContainText("0.");

  await app.button(`Use for Predict: fjords, epoch ${one}`).click();
  await app.predict();
  await expect(app.fact("Model")).toHaveText(`fjords, epoch ${one}`);
  await app.button(`Card of fjords, epoch ${one}`).click();
  const card = page.getByRole("dialog", { name: `fjords, epoch ${one}` });
  await expect(card).toContainText("epochs, Dice + BCE + 0.5 zone BCE");
  await page.keyboard.press("Escape");
  expect(await app.seriousFindings()).toEqual([]);

  await app.button("Close the run fjords").click();
  await expect(slider).toBeHidden();
  await expect(app.models.getByRole("option", { name: /epoch/ })).toHaveCount(0);
  expect(app.complaints).toEqual([]);
});

test("missing weights are said, foreign ones are left out, and the rest opens", async ({
  page,
}) => {
  const run = smallRun();
  const { kept, one, other } = epochsOf(run);
  const app = new App(page);
  await app.open();
  const gappy = copyOf(run, "gappy");
  rmSync(join(gappy, `epoch${one}.safetensors`));
  rmSync(join(gappy, "model"), { recursive: true });
  await app.dropFromDisk(gappy);
  await expect(app.message).toContainText(`Not in its folder: the weights of epoch ${one}.`);
  await expect(app.message).toContainText("Open a scene");

  const mixed = copyOf(run, "mixed");
  rmSync(join(mixed, "model"), { recursive: true });
  cpSync(join(SHIPPED, "weights.safetensors"), join(mixed, `epoch${other}.safetensors`));
  await app.dropFromDisk(mixed);
  await expect(app.alert).toContainText(
    `mixed, epoch${other}.safetensors: These weights are damaged or of`,
  );
  await app.button("Dismiss the message").click();

  await app.button("Open the demo fjord").click();
  await app.sceneShown();
  const runs = page.getByRole("combobox", { name: "Training run" });
  await expect(runs.getByRole("option")).toHaveText(["gappy", "mixed"]);
  await expect(app.button(`Use for Predict: mixed, epoch ${one}`)).toBeVisible();
  await expect(app.button(`Use for Predict: mixed, epoch ${other}`)).toHaveCount(0);
  await expect(app.button(/^Use for Predict: mixed/)).toHaveCount(kept.length - 1);
  await runs.selectOption({ label: "gappy" });
  await expect(app.button(`Use for Predict: gappy, epoch ${other}`)).toBeVisible();

  const empty = copyOf(run, "unfinished");
  rmSync(join(empty, "log.jsonl"));
  rmSync(join(empty, "model"), { recursive: true });
  await app.openRun(empty);
  await expect(app.alert).toContainText("unfinished: The training run has not finished an epoch");
  await expect(runs.getByRole("option")).toHaveCount(2);
  expect(app.complaints).toEqual([]);
});

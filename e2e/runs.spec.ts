// A training run in the page: its learning curves, its epochs for Predict, and run folders that are not whole.
import { cpSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, type Page, test } from "@playwright/test";
import { App } from "./app.ts";
import { needs } from "./needs.ts";
import { KEPT, makeSmallRun, type SmallRun } from "./smallRun.ts";
import { tempFolder } from "./tempFolder.ts";

const SHIPPED = fileURLToPath(new URL("../public/models/attention-unet", import.meta.url));
let made: SmallRun | string;

test.beforeAll(async () => {
  test.setTimeout(300_000);
  made = await makeSmallRun();
});
test.afterAll(() => {
  if (typeof made !== "string") rmSync(dirname(made.folder), { recursive: true });
});
const place = tempFolder("runs");

/** The run; skips where it could not be made for want of PyTorch. */
function smallRun(): SmallRun {
  const run = made;
  needs(typeof run !== "string", String(run));
  if (typeof run === "string") throw new Error(run);
  return run;
}

/** The epochs that it kept, the best one among them, and two that are not the best. */
function epochsOf({ bestEpoch }: SmallRun) {
  const kept = [...new Set([...KEPT, bestEpoch])].sort((a, b) => a - b);
  const [one = 0, other = 0] = KEPT.filter((epoch) => epoch !== bestEpoch);
  return { kept, one, other };
}

/** A copy under another name, to be changed. */
function copyOf({ folder }: SmallRun, name: string): string {
  const copy = join(place(), name);
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

test("the scene's maps by epoch are slid through, played, scored and saved as a figure", async ({
  page,
}, testInfo) => {
  const run = smallRun();
  const { kept, one } = epochsOf(run);
  const app = new App(page);
  await app.openDemo("?backend=wasm");
  await app.openRun(run.folder);
  await app.button("Maps of this scene by epoch…").click();
  const inside = page.getByRole("dialog", { name: "Inside the network" });
  const slider = inside.getByRole("slider", { name: "Kept epoch", exact: true });
  await expect(slider).toHaveAttribute("aria-valuetext", `epoch ${run.bestEpoch} (best)`);
  const layers = ["α4", "α3", "α2", "α1"].map((name) => `Attention ${name}`);
  for (const name of [...layers, "Probability of front"])
    await expect(app.pane(name)).toBeVisible({ timeout: 120_000 });
  // Every epoch is made, and scored against the simulation's true front.
  for (const epoch of kept)
    await expect(
      inside.getByRole("row", { name: new RegExp(`^epoch ${epoch}( \\(best\\))? \\d`) }),
    ).toContainText(/\d+\.\d px/, { timeout: 120_000 });
  await expect(inside.getByRole("progressbar")).toHaveCount(0);

  console.log(`an epoch is drawn after ${(await switchTimes(page)).join(", ")} ms`);
  await slider.fill("0");
  await expect(slider).toHaveAttribute("aria-valuetext", /^epoch 1( \(best\))?$/);
  const first = await app.pane("Attention α2").screenshot();
  await slider.press("ArrowRight");
  await expect(slider).toHaveAttribute("aria-valuetext", new RegExp(`^epoch ${kept[1]}`));
  await expect
    .poll(async () => (await app.pane("Attention α2").screenshot()).equals(first))
    .toBe(false);
  // The learning curves go along, and lead.
  const curves = inside.getByRole("slider", { name: "Kept epoch of fjords" });
  await expect(curves).toHaveAttribute("aria-valuenow", String(kept[1]));
  await curves.press("Home");
  await expect(slider).toHaveAttribute("aria-valuetext", /^epoch 1/);
  await inside.getByRole("button", { name: "Play" }).click();
  await expect(slider).not.toHaveAttribute("aria-valuetext", /^epoch 1( |$)/);
  await inside.getByRole("button", { name: "Pause" }).click();
  await page.screenshot({ path: testInfo.outputPath("epochs.png") });

  const saving = page.waitForEvent("download");
  await inside.getByRole("button", { name: "Save what is shown as a figure, SVG" }).click();
  const svg = readFileSync(await (await saving).path(), "utf8");
  expect(svg.match(/<image /g)).toHaveLength(5 * kept.length);
  expect(svg).toContain(`epoch ${one}`);

  // An epoch's map held in another network's gate.
  await inside.getByRole("button", { name: "Take apart", exact: true }).click();
  await inside.getByLabel("Network to take apart").selectOption(`fjords, epoch ${one}`);
  await inside.getByLabel("Gate α2").selectOption("held");
  await inside
    .getByLabel("Network whose α2 is held")
    .selectOption(`fjords, epoch ${run.bestEpoch}`);
  await expect(inside.getByRole("definition").nth(2)).toHaveText(/^\d+, \d+, \d+$/, {
    timeout: 120_000,
  });
  await inside.getByLabel("Network whose α2 is held").selectOption({ label: "U-Net" });
  await expect(inside.getByRole("alert").first()).toContainText("has no map alpha2");
  expect(await app.seriousFindings()).toEqual([]);
  expect(app.complaints).toEqual([]);
});

/** From the slider's change until two frames are drawn, in the page: over all epochs, and over all once more. */
function switchTimes(page: Page): Promise<number[]> {
  return page.locator(".epoch-slider").evaluate(async (element) => {
    const slider = element as HTMLInputElement;
    const times: number[] = [];
    for (const _ of ["first", "again"])
      for (let i = 0; i <= Number(slider.max); i++) {
        const before = performance.now();
        // As React hears a person's own change.
        Reflect.set(HTMLInputElement.prototype, "value", String(i), slider);
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
        times.push(Math.round(performance.now() - before));
      }
    return times;
  });
}

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

// What a Transformer looks at from a pixel: chosen by a click or by keys, by block and head, read under the pointer.
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { writeTinyHybrid } from "../test/fixtures/tinyModel.ts";
import { App } from "./app.ts";
import { tempFolder } from "./tempFolder.ts";

const folder = tempFolder("transformer");

test("a pixel's attention is a layer, by block and head; networks without a Transformer have none", async ({
  page,
}, testInfo) => {
  const app = new App(page);
  const model = join(folder(), "tiny-hybrid");
  await writeTinyHybrid(model);
  await app.openDemo("?backend=wasm");
  await expect(app.button("Show Attention of a pixel")).toBeHidden();
  await app.dropFromDisk(model);
  await app.models.selectOption({ label: "Tiny Transformer for tests" });
  await app.predict();

  await app.button("Show Attention received (rollout)").click();
  await app.cursorAt(await app.onMap(0.5, 0.5));
  await expect(app.weight("received")).toHaveText(/^received 0?\.?\d+(\.\d+)? %$/);
  await app.button("Show Attention received (rollout)").click();
  await expect(app.weight("received")).toBeHidden();

  await app.button("Show Attention of a pixel").click();
  await app.button("Choose a pixel").click();
  await page.mouse.click(...(await app.onMap(0.5, 0.5)));
  const block = page.getByLabel("Transformer block");
  const head = page.getByLabel("Attention head");
  // Rollout through the deepest block reaches patches everywhere.
  await app.cursorAt(await app.onMap(0.42, 0.4));
  await expect(app.weight("attended")).toHaveText(/%$/);

  await head.selectOption({ label: "Mean over heads" });
  await block.selectOption({ label: "Stage 1, block 1" });
  // Of the network's window, 16 x 16 tokens, one looks at 4 x 4: beyond them nothing is looked at.
  await app.cursorAt(await app.onMap(0.5, 0.5));
  await expect(app.weight("attended")).toHaveText(/^attended [1-9]/);
  const near = await app.weight("attended").textContent();
  await page.screenshot({ path: testInfo.outputPath("mean.png") });
  await app.cursorAt(await app.onMap(0.42, 0.4));
  await expect(app.weight("attended")).toHaveText("attended 0 %");

  await block.selectOption({ label: "Stage 2, block 2" });
  await head.selectOption({ label: "Head 2" });
  await app.cursorAt(await app.onMap(0.5, 0.5));
  await expect(app.weight("attended")).toHaveText(/^attended [1-9]/);
  await expect(app.weight("attended")).not.toHaveText(near ?? "");
  await page.screenshot({ path: testInfo.outputPath("head.png") });

  // By keys: the cross in the middle, moved with the map.
  await head.selectOption({ label: "Rollout to the patches" });
  await app.map.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Space");
  await app.cursorAt(await app.onMap(0.5, 0.5));
  await expect(app.weight("attended")).toHaveText(/^attended [1-9]/);
  await page.keyboard.press("8");
  await page.screenshot({ path: testInfo.outputPath("rollout.png") });
  await page.keyboard.press("Escape");
  await expect(app.button("Finish")).toBeHidden();
  expect(await app.seriousFindings()).toEqual([]);

  await app.models.selectOption({ index: 0 });
  await expect(app.button("Show Attention of a pixel")).toBeHidden();
  await expect(app.weight("attended")).toBeHidden();
  expect(app.complaints).toEqual([]);
});

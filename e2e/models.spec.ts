// A model of one's own: dropped as a folder or chosen as files, it predicts; an unsound one is refused and nothing is lost.
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { App } from "./app.ts";
import { tempFolder } from "./tempFolder.ts";

const SHIPPED = fileURLToPath(new URL("../public/models/attention-unet", import.meta.url));
const TITLE: string = JSON.parse(readFileSync(join(SHIPPED, "card.json"), "utf8")).title;
const folder = tempFolder("models");

test("a dropped model folder can be chosen and predicts; a damaged one is refused", async ({
  page,
}) => {
  const app = new App(page);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await app.open("?backend=wasm");
  expect(asked.filter((path) => path.includes("/models/"))).toEqual([]);
  await app.button("Open the demo fjord").click();
  await app.sceneShown();
  await expect(app.models.getByRole("option", { name: TITLE, exact: true })).toHaveCount(1);

  const mine = `${TITLE} (harbour)`;
  await app.dropFromDisk(copyOfShipped("harbour"));
  await app.models.selectOption({ label: mine });
  await expect(app.alert).toBeHidden();
  await app.predict();
  await expect(app.fact("Model")).toHaveText(mine);
  const count = await app.fronts.count();
  expect(count).toBeGreaterThan(0);

  const damaged = copyOfShipped("damaged");
  damageWeights(damaged);
  await app.addModel(filesOf(damaged));
  await expect(app.alert).toContainText("weights are not the ones that its card describes");
  await expect(app.models.getByRole("option", { name: /damaged/ })).toHaveCount(0);
  await expect(app.models.getByRole("option", { name: mine })).toHaveJSProperty("selected", true);
  await expect(app.fronts).toHaveCount(count);
  await app.button("Dismiss the message").click();

  await app.models.selectOption({ label: TITLE });
  await expect(app.fronts).toHaveCount(count);
  await expect(app.fact("Model")).toHaveText(mine);
  await app.button("Model card").click();
  await expect(page.getByRole("dialog", { name: TITLE, exact: true })).toContainText("SHA-256");
  expect(await app.seriousFindings()).toEqual([]);
  expect(asked.filter((path) => path.includes("/models/"))).toEqual(["/models/index.json"]);
  expect(app.complaints).toEqual([]);
});

test("chosen files are added, a folder of neither scenes nor models is named", async ({ page }) => {
  const app = new App(page);
  await app.openDemo();
  await app.addModel(filesOf(copyOfShipped("again")));
  await expect(app.models.getByRole("option", { name: `${TITLE} (attention-unet-2)` })).toHaveCount(
    1,
  );
  const notes = join(folder(), "notes");
  cpSync(join(SHIPPED, "card.json"), join(notes, "readme.txt"));
  await app.dropFromDisk(notes);
  await expect(app.alert).toContainText("notes: The folder holds neither a scene");
});

function copyOfShipped(name: string): string {
  const copy = join(folder(), name);
  cpSync(SHIPPED, copy, { recursive: true });
  return copy;
}

function filesOf(model: string): string[] {
  return ["card.json", "graph.json", "weights.safetensors"].map((file) => join(model, file));
}

/** One bit in the last tensor. */
function damageWeights(model: string): void {
  const file = join(model, "weights.safetensors");
  const bytes = readFileSync(file);
  bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}

// Whole products dropped as folders, chosen as folders, dropped as zips: one scene with its channels, told again by content.
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "@playwright/test";
import { zipSync } from "fflate";
import { SAFE_NAME, tinySafe } from "../test/fixtures/tinySafe.ts";
import { App } from "./app.ts";

function writeSafe(): string {
  const folder = mkdtempSync(join(tmpdir(), "icefront-safe-"));
  for (const { path, bytes } of tinySafe()) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  return join(folder, SAFE_NAME);
}

async function chooseFolder(app: App, folder: string): Promise<void> {
  const chooser = app.page.waitForEvent("filechooser");
  await app.button("Open a folder…").click();
  await (await chooser).setFiles(folder);
}

const CHANNELS = ["1: HH", "2: HV", "3: HH sigma0", "4: HV sigma0"];

test("a dropped SAFE folder opens as one scene with its channels, and a reload finds it again", async ({
  page,
}) => {
  const safe = writeSafe();
  const app = new App(page);
  await app.open();
  await expect(app.button("Open a folder…")).toBeVisible();
  await app.dropFromDisk(safe);
  await app.sceneShown();
  await expect(app.fact("Date")).toHaveText("2018-06-02");
  await expect(app.fact("Satellite")).toHaveText("Sentinel-1A");
  await expect(app.fact("Placed by")).toHaveText("30 ground control points");
  const bands = app.inspector.getByLabel("Band that is shown and predicted on");
  await expect(bands.getByRole("option")).toHaveText(CHANNELS);
  await bands.selectOption("4: HV sigma0");
  await expect(app.message).toContainText("band is shown");
  await app.inspector.getByLabel("Scale").selectOption("decibels");
  await expect(app.inspector.getByText("taken for linear backscatter")).toBeVisible();
  expect(await app.seriousFindings()).toEqual([]);
  await app.drawFront();
  await app.saved();
  await page.reload();
  await expect(page.getByText("image not at hand").first()).toBeVisible();
  // However it comes, its content tells it.
  await chooseFolder(app, safe);
  await expect(page.getByText("image not at hand")).toBeHidden();
  await expect(bands).toHaveValue("3");
  await expect(app.fronts).toHaveCount(1);
  expect(app.complaints).toEqual([]);
});

test("a chosen folder and a zip open as the same scene", async ({ page }) => {
  const safe = writeSafe();
  const app = new App(page);
  await app.open();
  await chooseFolder(app, safe);
  await app.sceneShown();
  await expect(app.fact("Satellite")).toHaveText("Sentinel-1A");
  const files = tinySafe().map(({ path, bytes }) => [path, bytes] as const);
  await app.drop([{ name: "product.zip", bytes: zipSync(Object.fromEntries(files)) }]);
  await page
    .getByRole("button", { name: /product\.zip/ })
    .first()
    .click();
  await app.sceneShown();
  const bands = app.inspector.getByLabel("Band that is shown and predicted on");
  await expect(bands.getByRole("option")).toHaveText(CHANNELS);
  await expect(app.fact("Placed by")).toHaveText("30 ground control points");
  expect(app.complaints).toEqual([]);
});

test("a product without its pictures is named, with what it lacks", async ({ page }) => {
  const app = new App(page);
  await app.open();
  const bytes = readFileSync(join(writeSafe(), "manifest.safe"));
  const zip = zipSync({ "S1A_IW_RAW__0SDH.SAFE/manifest.safe": new Uint8Array(bytes) });
  await app.drop([{ name: "raw.zip", bytes: zip }]);
  await expect(app.alert).toContainText("The product was recognised");
  await expect(app.alert).toContainText("raw echoes");
});

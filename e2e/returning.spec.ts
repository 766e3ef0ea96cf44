// A file that was exported, worked on in another program and comes back: what was changed shows, and is taken by choice.
import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { App } from "./app.ts";

type Feature = {
  readonly properties: Record<string, unknown>;
  readonly geometry: { readonly coordinates: [number, number][] };
};

test("a front that was moved and dated elsewhere is listed, replaces mine, and is undone by one step", async ({
  page,
}) => {
  const app = await demoWithFront(page);
  const before = await app.fronts.first().textContent();
  const zip = await exported(app);
  const edited = workedOn(zip, ([feature]) => {
    const [x, y] = feature?.geometry.coordinates[1] ?? [0, 0];
    feature?.geometry.coordinates.splice(1, 1, [x, y + 1200]);
    Object.assign(feature?.properties ?? {}, { Date: "2018-06-05" });
  });
  const dialog = await app.chooseFronts(edited);
  await expect(dialog.getByLabel("Onto")).toHaveValue("match");
  const changes = dialog.getByRole("region", { name: "Changed in the file" });
  await expect(changes).toContainText(/1 vertex moved, up to 1,\d\d\d m; date .*2018-06-05/);
  await expect(changes.getByLabel("Front 1 on demo.tif")).toHaveValue("replace");
  await expect(dialog.getByRole("status")).toContainText("Replaces 1 front by the file's version.");
  await dialog.getByLabel("Changed by").fill("Q. Gis");
  expect(await app.seriousFindings()).toEqual([]);

  await changes.getByLabel("Front 1 on demo.tif").selectOption("keep");
  await expect(dialog.getByRole("status")).toContainText("Nothing would change here.");
  await expect(dialog.getByRole("button", { name: "Import" })).toBeDisabled();
  await changes.getByLabel("Front 1 on demo.tif").selectOption("replace");
  await dialog.getByRole("button", { name: "Import" }).click();
  await expect(app.message).toContainText("1 front replaced.");
  await expect(app.fronts).toHaveCount(1);
  await expect(app.fronts.first()).not.toHaveText(before ?? "");

  // The same file once more has nothing new.
  const again = await app.chooseFronts(edited);
  await expect(again.getByRole("status")).toContainText("1 front is here already");
  await expect(again.getByRole("button", { name: "Import" })).toBeDisabled();
  await again.getByRole("button", { name: "Cancel" }).click();
  await app.button("Undo: Import fronts").click();
  await expect(app.fronts.first()).toHaveText(before ?? "");
  expect(app.complaints).toEqual([]);
});

test("where the front was changed here too, the file's version comes beside it", async ({
  page,
}) => {
  const app = await demoWithFront(page);
  const zip = await exported(app);
  const edited = workedOn(zip, (features) => {
    const [first] = features;
    first?.geometry.coordinates.splice(1, 1);
    if (first) features.push({ ...first, properties: {}, geometry: moved(first.geometry, 400) });
  });
  // A front that was just drawn is selected.
  await page.keyboard.press(".");
  for (let i = 0; i < 30; i++) await page.keyboard.press("Alt+ArrowUp");
  await app.saved();
  const mine = await app.fronts.first().textContent();
  const dialog = await app.chooseFronts(edited);
  const changes = dialog.getByRole("region", { name: "Changed in the file" });
  await expect(changes).toContainText("1 vertex removed");
  await expect(changes).toContainText("Changed here too since it was exported.");
  await expect(changes.getByLabel("Front 1 on demo.tif")).toHaveValue("beside");
  // The line that another program added names no scene.
  await expect(dialog.getByRole("status")).toContainText("1 line belongs to no open scene");
  await dialog.getByLabel("Onto").selectOption("open");
  await expect(dialog.getByRole("status")).toContainText("Adds 2 fronts to 1 scene.");
  await dialog.getByRole("button", { name: "Import" }).click();
  await expect(app.fronts).toHaveCount(3);
  await expect(app.fronts.first()).toHaveText(mine ?? "");
  expect(app.complaints).toEqual([]);
});

async function demoWithFront(page: Page): Promise<App> {
  const app = new App(page);
  await app.openDemo();
  await app.drawThrough([
    [0.4, 0.6],
    [0.5, 0.5],
    [0.6, 0.55],
  ]);
  await expect(app.fronts).toHaveCount(1);
  return app;
}

/** GeoJSON in the scene's coordinates with its provenance file, zipped. */
async function exported(app: App): Promise<string> {
  const path = join(mkdtempSync(join(tmpdir(), "icefront-returning-")), "export.zip");
  await (await app.export("GeoJSON", /As the scene/)).saveAs(path);
  return path;
}

/** The files of an export after another program changed the lines. */
function workedOn(zip: string, change: (features: Feature[]) => void): string[] {
  const folder = mkdtempSync(join(tmpdir(), "icefront-returning-"));
  const read = (name: string) => execFileSync("unzip", ["-p", zip, name], { encoding: "utf8" });
  const collection = JSON.parse(read("demo_fronts.geojson"));
  change(collection.features);
  const lines = join(folder, "demo_fronts.geojson");
  const provenance = join(folder, "demo_fronts.provenance.json");
  writeFileSync(lines, JSON.stringify(collection));
  writeFileSync(provenance, read("demo_fronts.provenance.json"));
  return [lines, provenance];
}

function moved({ coordinates }: Feature["geometry"], metres: number): Feature["geometry"] & object {
  return {
    type: "LineString",
    coordinates: coordinates.map(([x, y]): [number, number] => [x + metres, y - metres]),
  } as Feature["geometry"];
}

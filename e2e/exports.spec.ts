// Handing fronts over and taking them in: profiles read back by ogrinfo, a round trip, colleagues, hostile files.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Download, expect, type Page, test } from "@playwright/test";
import { App } from "./app.ts";
import { needsGdal } from "./needs.ts";

const folder = () => mkdtempSync(join(tmpdir(), "icefront-exports-"));

/** The demo fjord with a predicted front. */
async function predictedDemo(page: Page): Promise<App> {
  const app = new App(page);
  await app.openDemo("?backend=wasm");
  await app.predict();
  await expect(app.fronts.first()).toContainText("predicted");
  return app;
}

async function saved(download: Download): Promise<string> {
  const path = join(folder(), download.suggestedFilename());
  await download.saveAs(path);
  return path;
}

test("a TermPicks shapefile, labelled in the form, is read back by ogrinfo", async ({ page }) => {
  needsGdal();
  const app = await predictedDemo(page);
  const scene = app.inspector.getByRole("group", { name: "The whole scene" });
  await scene.getByLabel("Glacier id").fill("175");
  await scene.getByLabel("Glacier id").press("Enter");
  await expect(app.button("Undo: Set scene's glacier id")).toBeEnabled();
  await scene.getByLabel("Date").fill("2018-06-02");
  await scene.getByLabel("Satellite").fill("Sentinel-1A");
  await scene.getByLabel("Satellite").press("Enter");
  await app.fronts.first().click();
  const front = app.inspector.getByRole("group", { name: "This front" });
  await front.getByLabel(/04 incomplete/).check();

  const dialog = await app.exportDialog();
  await dialog.getByLabel("Profile").selectOption({ label: "TermPicks (+CALFIN) V2" });
  await dialog.getByLabel("Author").fill("Nansen_F");
  await expect(dialog.getByRole("region", { name: "What will be written" })).toContainText(
    "10, 04",
  );
  await expect(dialog).toContainText("demo_fronts.provenance.json");
  expect(await app.seriousFindings()).toEqual([]);
  const zip = await saved(await app.exportNow());
  const told = execFileSync("ogrinfo", ["-al", `/vsizip/${zip}/demo_fronts.shp`], {
    encoding: "utf8",
  });
  expect(told).toMatch(/NSIDC Sea Ice Polar Stereographic North/);
  for (const line of [
    "GlacierID: Integer (9.0)",
    "Date: String (10.0)",
    "Year: Integer (4.0)",
    "QualFlag: String (16.0)",
    "Satellite: String (20.0)",
    "Author: String (80.0)",
    "GlacierID (Integer) = 175",
    "Date (String) = 2018-06-02",
    "QualFlag (String) = 10, 04",
    "Author (String) = Nansen_F",
  ])
    expect(told).toContain(line);
  const sidecar = JSON.parse(
    execFileSync("unzip", ["-p", zip, "demo_fronts.provenance.json"], { encoding: "utf8" }),
  );
  expect(sidecar.fronts[0]).toMatchObject({ origin: { kind: "predicted" }, correctedShare01: 0 });
  console.log(`direction of the demo's front: ${sidecar.fronts[0].direction}`);
  // A second export remembers the profile.
  const again = await app.exportDialog();
  await expect(again.getByLabel("Profile")).toHaveValue("termpicks");
  expect(app.complaints).toEqual([]);
});

test("GeoJSON exported, deleted and imported comes back with the same length", async ({ page }) => {
  const app = await predictedDemo(page);
  const before = await app.fronts.allTextContents();
  const zip = await saved(await app.export("GeoJSON", /EPSG:4326/));
  for (let left = before.length; left > 0; left--) {
    await app.fronts.first().click();
    await app.button("Delete this front").click();
  }
  await expect(app.fronts).toHaveCount(0);
  const dialog = await app.chooseFronts([zip]);
  await expect(dialog).toContainText("vertex by vertex");
  await expect(dialog.getByLabel("Whose fronts")).toHaveValue("own");
  expect(await app.seriousFindings()).toEqual([]);
  await dialog.getByRole("button", { name: "Import" }).click();
  await expect(app.fronts).toHaveCount(before.length);
  expect((await app.fronts.allTextContents()).sort()).toEqual([...before].sort());
  await app.button("Undo: Import fronts").click();
  await expect(app.fronts).toHaveCount(0);
  expect(app.complaints).toEqual([]);
});

for (const format of ["Shapefile, zipped", "GeoPackage", "KML", "FlatGeobuf", "CSV with WKT"])
  test(`${format} goes out and comes back in the browser`, async ({ page }) => {
    const app = await predictedDemo(page);
    const before = await app.fronts.count();
    const zip = await saved(await app.export(format, /EPSG:(?:3413|4326)/));
    const dialog = await app.chooseFronts([zip]);
    await dialog.getByLabel("Whose fronts").selectOption({ label: "Another annotator's" });
    await dialog.getByLabel("Annotator", { exact: true }).fill("A. Colleague");
    await dialog.getByRole("button", { name: "Import" }).click();
    await expect(app.fronts).toHaveCount(2 * before);
    // The true front of the demo has a mean distance of its own.
    await expect(app.fact("Hausdorff 95")).toHaveText("0 m");
    expect(app.complaints).toEqual([]);
  });

test("a colleague's shifted front is compared, shown and averaged", async ({ page }) => {
  const app = await predictedDemo(page);
  const zip = await saved(await app.export("GeoJSON", /As the scene/));
  const path = join(folder(), "colleague.geojson");
  const name = execFileSync("unzip", ["-Z1", zip], { encoding: "utf8" })
    .split("\n")
    .find((entry) => entry.endsWith(".geojson"));
  const exported = JSON.parse(execFileSync("unzip", ["-p", zip, name ?? ""], { encoding: "utf8" }));
  for (const { geometry, properties } of exported.features) {
    geometry.coordinates = geometry.coordinates.map(([x, y]: number[]) => [
      (x ?? 0) + 100,
      (y ?? 0) + 100,
    ]);
    Object.assign(properties, { Author: "B. Colleague", Method: "manual", QualFlag: "00" });
  }
  writeFileSync(path, JSON.stringify(exported));
  const dialog = await app.chooseFronts([path]);
  await expect(dialog.getByLabel("Annotator", { exact: true })).toHaveValue("B. Colleague");
  await dialog.getByRole("button", { name: "Import" }).click();
  await expect(app.fact("Hausdorff 95")).toContainText(" m");
  await app.inspector.getByLabel("Show where they part").check();
  await app.button("Add consensus line").click();
  await expect(app.button("Undo: Add consensus line")).toBeEnabled();
  expect(await app.seriousFindings()).toEqual([]);
  await page.screenshot({ path: join(folder(), "compare.png") });
  expect(app.complaints).toEqual([]);
});

test("hostile and broken files are refused and change nothing", async ({ page }) => {
  const app = await predictedDemo(page);
  const before = await app.fronts.count();
  const place = folder();
  const broken = join(place, "broken.zip");
  writeFileSync(broken, "PK no zip at all");
  await chooseExpectingRefusal(app, broken);
  await expect(app.alert).toContainText("could not be read");
  await app.button("Dismiss the message").click();
  const html = join(place, "html.geojson");
  const line = {
    type: "LineString",
    coordinates: [
      [-38, 66],
      [-38.1, 66.1],
    ],
  };
  const properties = { Author: "<img src=x onerror=alert(1)>", Notes: "=1+1" };
  writeFileSync(
    html,
    JSON.stringify({
      type: "FeatureCollection",
      features: [{ type: "Feature", properties, geometry: line }],
    }),
  );
  const dialog = await app.chooseFronts([html]);
  await expect(dialog.getByLabel("Annotator", { exact: true })).toHaveValue(properties.Author);
  expect(await dialog.locator("img").count()).toBe(0);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(app.fronts).toHaveCount(before);
  expect(app.complaints).toEqual([]);
});

async function chooseExpectingRefusal(app: App, path: string): Promise<void> {
  const chooser = app.page.waitForEvent("filechooser");
  await app.button("Import fronts…").click();
  await (await chooser).setFiles([path]);
}

test("masks and maps lie where the scene lies", async ({ page }) => {
  needsGdal();
  const app = await predictedDemo(page);
  const dialog = await app.exportDialog();
  await dialog.getByLabel("Format").selectOption({ label: "Probability and attention, GeoTIFF" });
  const maps = await saved(await app.exportNow());
  const info = execFileSync("gdalinfo", [`/vsizip/${maps}/demo_probability.tif`], {
    encoding: "utf8",
  });
  expect(info).toContain("Float32");
  expect(info).toContain("EPSG");
  const again = await app.exportDialog();
  await again.getByLabel("Format").selectOption({ label: "Masks, PNG" });
  const masks = await saved(await app.exportNow());
  expect(readFileSync(masks).subarray(0, 4).length).toBe(4);
  expect(app.complaints).toEqual([]);
});

test("the side of the ice outlives a reload, and the export has it on the left", async ({
  page,
}) => {
  needsGdal();
  const app = new App(page);
  await app.openDemo();
  await app.drawThrough([
    [0.45, 0.6],
    [0.55, 0.5],
    [0.65, 0.45],
  ]);
  await expect(app.fronts.first()).toContainText("drawn");
  // No network has seen the scene, so nobody knows the side yet.
  const unknown = app.inspector.getByRole("radio", { name: "not known" });
  await expect(unknown).toBeChecked();
  const dialog = await app.exportDialog();
  const remarks = dialog.getByRole("region", { name: "What to know of it" });
  await expect(remarks).toContainText("Warning: The side of the ice is not known for every front");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  // Drawn eastward with the ice in the north: left. Said to be right, the file must turn the line round.
  await page.keyboard.press("y");
  await expect(app.inspector.getByRole("radio", { name: "left" })).toBeChecked();
  await page.keyboard.press("y");
  await expect(app.inspector.getByRole("radio", { name: "right" })).toBeChecked();
  const asDrawn = await exportedEnds(app);
  expect(asDrawn.from).toBeGreaterThan(asDrawn.to);
  await app.saved();
  await page.reload();
  await app.sceneShown();
  await app.fronts.first().click();
  await expect(app.inspector.getByRole("radio", { name: "right" })).toBeChecked();
  expect(await exportedEnds(app)).toEqual(asDrawn);
  await app.button("Reverse").click();
  await expect(app.inspector.getByRole("radio", { name: "left" })).toBeChecked();
  expect(await exportedEnds(app)).toEqual(asDrawn);
  expect(app.complaints).toEqual([]);
});

/** Where the exported line begins and ends, eastward in metres, and that it says where the ice is. */
async function exportedEnds(app: App): Promise<{ from: number; to: number }> {
  const zip = await saved(await app.export("Shapefile, zipped", /As the scene/));
  const told = execFileSync("ogrinfo", ["-al", `/vsizip/${zip}/demo_fronts.shp`], {
    encoding: "utf8",
  });
  const places = /LINESTRING \((.*)\)/.exec(told)?.[1]?.split(",") ?? [];
  const sidecar = JSON.parse(
    execFileSync("unzip", ["-p", zip, "demo_fronts.provenance.json"], { encoding: "utf8" }),
  );
  expect(sidecar.fronts[0].direction).toBe("ice-left");
  const east = (place: string | undefined) => Number.parseFloat(place ?? "");
  return { from: east(places[0]), to: east(places.at(-1)) };
}

test("a colleague's front looks its own way and stays out of an export of mine", async ({
  page,
}) => {
  const app = await predictedDemo(page);
  const mine = await app.fronts.count();
  const zip = await saved(await app.export("GeoJSON", /As the scene/));
  const chosen = await app.chooseFronts([zip]);
  await chosen.getByLabel("Whose fronts").selectOption({ label: "Another annotator's" });
  await chosen.getByLabel("Annotator", { exact: true }).fill("B. Colleague");
  await chosen.getByRole("button", { name: "Import" }).click();
  await expect(app.fronts).toHaveCount(2 * mine);
  const legend = page.getByRole("list", { name: "Line styles" });
  await expect(legend).toContainText("B. Colleague");

  const dialog = await app.exportDialog();
  const whose = dialog.getByLabel("Whose fronts");
  await expect(whose).toHaveValue("mine");
  await expect(dialog).toContainText(
    `Left out by the choice of whose fronts: ${mine} by B. Colleague.`,
  );
  const authors = async () => {
    const file = await saved(await app.exportNow());
    const name = execFileSync("unzip", ["-Z1", file], { encoding: "utf8" })
      .split("\n")
      .find((entry) => entry.endsWith(".geojson"));
    const { features } = JSON.parse(
      execFileSync("unzip", ["-p", file, name ?? ""], { encoding: "utf8" }),
    );
    return features.map(
      ({ properties }: { properties: { Author: string | null } }) => properties.Author,
    );
  };
  await dialog.getByLabel("Author").fill("A. Nansen");
  expect(await authors()).toEqual(Array.from({ length: mine }, () => "A. Nansen"));

  // Corrected here, hers is no longer hers alone, and the file says so.
  await app.fronts.last().click();
  await app.button("Next vertex").click();
  await page.keyboard.press("Alt+ArrowUp");
  await expect(app.fronts.last()).toContainText("by B. Colleague, corrected");
  const again = await app.exportDialog();
  await again.getByLabel("Whose fronts").selectOption("by B. Colleague");
  expect(await authors()).toContain("B. Colleague, corrected by A. Nansen");
  expect(app.complaints).toEqual([]);
});

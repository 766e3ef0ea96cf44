// The first minute: the start screen, bad files, keys, and nothing that a screen reader trips over.
import { expect, test } from "@playwright/test";
import { App } from "./app.ts";

test("opens with one sentence and two ways to begin", async ({ page }) => {
  const app = new App(page);
  await app.open();
  await expect(page.getByText("Find the calving front of a glacier")).toBeVisible();
  await expect(app.button("Drop SAR scenes here, or choose files")).toBeVisible();
  await expect(app.button("Open the demo fjord")).toBeVisible();
  await expect(app.button("Predict")).toHaveCount(0);
  expect(await app.seriousFindings()).toEqual([]);
  await app.button("Light theme").click();
  expect(await app.seriousFindings()).toEqual([]);
  expect(app.complaints).toEqual([]);
});

test("asks nobody but the place that serves it", async ({ page, baseURL }) => {
  const app = new App(page);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await app.open();
  await app.button("Open the demo fjord").click();
  await expect(app.map).toBeVisible();
  await app.button(/What leaves this computer/).click();
  await expect(page.getByRole("dialog")).toContainText(
    "No pixel, front, model or file name is sent",
  );
  const isLocal = (url: string) => /^(blob|data):/.test(url) || url.startsWith(baseURL ?? "?");
  expect(asked.filter((url) => !isLocal(url))).toEqual([]);
});

test("says what is wrong with a bad file and goes on", async ({ page }) => {
  const app = new App(page);
  await app.open();
  await app.drop([{ name: "notes.tif", bytes: new TextEncoder().encode("just some text") }]);
  await expect(app.alert).toContainText("not a TIFF file");
  await expect(app.alert).toContainText("notes.tif");
  await app.drop([{ name: "empty.tif", bytes: new Uint8Array() }]);
  await expect(app.alert).toContainText("The file is empty");
  await app.button("Dismiss the message").click();
  await expect(app.alert).toBeHidden();
  await app.button("Open the demo fjord").click();
  await expect(app.fact("CRS")).toContainText("EPSG:3413");
});

test("keeps what was drawn when the next file is bad", async ({ page }) => {
  const app = new App(page);
  await app.openDemo();
  await drawAcross(app);
  await app.drop([{ name: "bad.tif", bytes: new Uint8Array(64) }]);
  await expect(app.alert).toContainText("bad.tif");
  await expect(app.fronts).toHaveCount(1);
});

test("draws, edits, undoes and redoes by keys", async ({ page }) => {
  const app = new App(page);
  await app.openDemo();
  await drawAcross(app);
  await expect(app.fact("Vertices")).toHaveText("3");
  await page.keyboard.press(".");
  await expect(app.fact("Vertices")).toHaveText("1 of 3");
  await page.keyboard.press("Insert");
  await expect(app.fact("Vertices")).toHaveText("2 of 4");
  await page.keyboard.press("Delete");
  await expect(app.fact("Vertices")).toHaveText("2 of 3");
  await page.keyboard.press("Control+z");
  await expect(app.fact("Vertices")).toHaveText("2 of 4");
  await page.keyboard.press("Control+y");
  await expect(app.fact("Vertices")).toHaveText("2 of 3");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Delete");
  await expect(app.fronts).toHaveCount(0);
  await page.keyboard.press("Control+z");
  await expect(app.fronts).toHaveCount(1);
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
  expect(await app.seriousFindings()).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  expect(await app.seriousFindings()).toEqual([]);
  expect(app.complaints).toEqual([]);
});

async function drawAcross(app: App): Promise<void> {
  const { page } = app;
  const box = await app.map.boundingBox();
  if (box === null) throw new Error("The map is not on the screen.");
  const at = (x: number, y: number) => [box.x + box.width * x, box.y + box.height * y] as const;
  await page.keyboard.press("d");
  await page.mouse.click(...at(0.4, 0.3));
  await page.mouse.click(...at(0.5, 0.5));
  await page.mouse.click(...at(0.6, 0.6));
  await page.keyboard.press("Enter");
  await expect(app.fronts).toHaveCount(1);
  await expect(app.fronts).toHaveAttribute("aria-pressed", "true");
}

// Mending a front as an expert does: by one stroke, by livewire, by keys alone, and with every command to be found.
import { expect, type Page, test } from "@playwright/test";
import { App } from "./app.ts";

/** Two network pixels of the shipped model. */
const RIDGE_METRES = 300;

type Screen = readonly [x: number, y: number];

test("one stroke reshapes the front, and undo brings back what was", async ({ page }) => {
  const app = new App(page);
  await app.openDemo();
  await drawLine(app, [
    [0.3, 0.5],
    [0.4, 0.5],
    [0.5, 0.5],
    [0.6, 0.5],
    [0.7, 0.5],
  ]);
  await expect(app.fact("Vertices")).toHaveText("5");
  await page.keyboard.press("r");
  await stroke(app, [
    [0.38, 0.505],
    [0.42, 0.4],
    [0.5, 0.36],
    [0.58, 0.4],
    [0.62, 0.505],
  ]);
  await expect(app.button("Undo: Reshape")).toBeEnabled();
  const vertices = Number(await app.fact("Vertices").textContent());
  expect(vertices).toBeGreaterThan(5);
  // The middle of the old line is gone: with the select tool nothing lies there, but something where the stroke ran.
  await page.keyboard.press("v");
  expect(await app.cursorAt(await app.onMap(0.5, 0.5))).not.toBe("pointer");
  expect(await app.cursorAt(await app.onMap(0.5, 0.36))).toBe("pointer");
  expect(await app.cursorAt(await app.onMap(0.32, 0.5))).toBe("pointer");
  await page.keyboard.press("Control+z");
  await expect(app.fact("Vertices")).toHaveText("5");
  expect(await app.cursorAt(await app.onMap(0.5, 0.5))).toBe("pointer");

  await page.keyboard.press("r");
  await stroke(app, [
    [0.3, 0.2],
    [0.5, 0.2],
    [0.6, 0.2],
  ]);
  await expect(app.message).toContainText("Begin and end the stroke on the front");
  await expect(app.fact("Vertices")).toHaveText("5");
  expect(app.complaints).toEqual([]);
});

test("a livewire follows the network's ridge between few clicks", async ({ page }) => {
  const app = new App(page);
  await app.openDemo("?backend=wasm");
  await app.predict();
  const predicted = await metresFromTruth(app);
  await app.fronts.first().click();
  const ends = await endsOfFront(app);
  await page.keyboard.press("Delete");
  await expect(app.fronts).toHaveCount(0);
  await page.keyboard.press("f");
  await page.keyboard.press("l");
  for (const [x, y] of ends) {
    await page.mouse.move(x, y);
    await page.mouse.click(x, y);
  }
  await page.keyboard.press("Enter");
  await expect(app.fronts).toHaveCount(1);
  const vertices = Number(await app.fact("Vertices").textContent());
  const metres = await metresFromTruth(app);
  console.log(
    `livewire: ${ends.length} clicks, ${vertices} vertices, ${metres} m from the true front (network: ${predicted} m)`,
  );
  expect(vertices).toBeGreaterThan(ends.length + 3);
  expect(metres).toBeLessThan(RIDGE_METRES);
  expect(app.complaints).toEqual([]);
});

test("where no network ran, a livewire follows the edges of the picture", async ({ page }) => {
  const app = new App(page);
  await app.openDemo();
  await page.keyboard.press("l");
  for (const [x, y] of [
    [0.4, 0.45],
    [0.55, 0.5],
  ] as const) {
    await page.mouse.move(...(await app.onMap(x, y)));
    await page.mouse.click(...(await app.onMap(x, y)));
  }
  await page.keyboard.press("Enter");
  await expect(app.fronts).toHaveCount(1);
  expect(Number(await app.fact("Vertices").textContent())).toBeGreaterThan(2);
  expect(app.complaints).toEqual([]);
});

test("a front is digitised and corrected by keys alone", async ({ page }) => {
  const app = new App(page);
  await app.openDemo();
  await app.map.focus();
  await press(page, "d", "Space", "ArrowRight", "ArrowRight", "Space", "ArrowDown", "ArrowRight");
  await press(page, "Space", "Enter");
  await expect(app.fronts).toHaveCount(1);
  await expect(app.fact("Vertices")).toHaveText("3");
  await press(page, ".", "Shift+Period");
  await expect(app.fact("Vertices")).toHaveText("2 of 3, 2 chosen");
  await press(page, "Alt+ArrowUp", "i");
  await expect(app.fact("Vertices")).toHaveText("3 of 4");
  await press(page, "s");
  await expect(app.fronts).toHaveCount(2);
  await press(page, "j");
  await expect(app.fronts).toHaveCount(1);
  await expect(app.fact("Vertices")).toHaveText("4");
  // Reshaping without a mouse: from the first vertex to the last, by points at the cross.
  await press(page, ".", "r", "Space", "ArrowUp", "ArrowRight", "Space");
  await press(page, "ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown", "Space", "Enter");
  await expect(app.button("Undo: Reshape")).toBeEnabled();
  await press(page, "Escape", "e");
  await expect(app.message).toContainText("Extended to the scene's edge");
  await press(page, "Escape", "Escape", "Enter", "Shift+Delete");
  await expect(app.fronts).toHaveCount(0);
  expect(app.complaints).toEqual([]);
});

test("a line under way is not lost to a slip of a key", async ({ page }) => {
  const app = new App(page);
  await app.openDemo();
  await page.keyboard.press("d");
  await expect(app.button("Finish")).toBeVisible();
  for (const [x, y] of [
    [0.3, 0.4],
    [0.4, 0.5],
    [0.5, 0.4],
  ] as const)
    await page.mouse.click(...(await app.onMap(x, y)));
  for (const key of ["v", "n", "r"]) {
    await page.keyboard.press(key);
    await expect(app.message).toContainText("A line is under way");
  }
  await page.keyboard.press("Escape");
  await expect(app.message).toContainText("undo brings it back");
  await app.map.focus();
  await press(page, "Control+z", "Backspace", "Enter");
  await expect(app.fronts).toHaveCount(1);
  await expect(app.fact("Vertices")).toHaveText("2");
  // What was drawn since is what undo takes back.
  await press(page, "d");
  await page.mouse.click(...(await app.onMap(0.6, 0.6)));
  await press(page, "Escape", "Escape", "Control+z");
  await expect(app.fronts).toHaveCount(0);
  expect(app.complaints).toEqual([]);
});

test("the palette finds commands and runs them; keys can be chosen anew", async ({ page }) => {
  const app = new App(page);
  await app.openDemo();
  await page.keyboard.press("/");
  const palette = page.getByRole("dialog", { name: "Commands" });
  await palette.getByRole("combobox", { name: "Find a command" }).fill("reshape");
  await expect(palette.getByRole("option")).toHaveCount(1);
  expect(await app.seriousFindings()).toEqual([]);
  await page.keyboard.press("Enter");
  await expect(palette).toBeHidden();
  await expect(app.button("Reshape by a stroke")).toHaveAttribute("aria-pressed", "true");

  await page.keyboard.press("?");
  const keys = page.getByRole("dialog", { name: "Keys" });
  await keys.getByRole("button", { name: /^Fit the scene/ }).click();
  await page.keyboard.press("q");
  await expect(keys).toContainText("Q now stands for “Fit the scene”");
  expect(await app.seriousFindings()).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(keys).toBeHidden();
  await page.reload();
  await app.sceneShown();
  await page.keyboard.press("?");
  await expect(keys.getByRole("button", { name: /^Fit the scene Q/ })).toBeVisible();
  expect(app.complaints).toEqual([]);
});

async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

async function drawLine(app: App, places: readonly Screen[]): Promise<void> {
  await app.page.keyboard.press("d");
  for (const [x, y] of places) await app.page.mouse.click(...(await app.onMap(x, y)));
  await app.page.keyboard.press("Enter");
  await expect(app.fronts).toHaveCount(1);
}

/** One drag through the places, given as shares of the map. */
async function stroke(app: App, places: readonly Screen[]): Promise<void> {
  const { mouse } = app.page;
  for (const [i, [x, y]] of places.entries()) {
    await mouse.move(...(await app.onMap(x, y)), { steps: i === 0 ? 1 : 6 });
    if (i === 0) await mouse.down();
  }
  await mouse.up();
}

async function metresFromTruth(app: App): Promise<number> {
  const text = await app.fact("Mean distance to the true front").textContent();
  return Number(text?.replace(/[^\d]/g, ""));
}

/** Where three vertices of the selected front (both ends and one between) lie when the scene fits the map. */
async function endsOfFront(app: App): Promise<Screen[]> {
  const { page } = app;
  const places: Screen[] = [];
  const count = Number(await app.fact("Vertices").textContent());
  const middle = Math.floor(count / 2);
  const [cx, cy] = await app.onMap(0.5, 0.5);
  for (let index = 1; index <= count; index++) {
    await page.keyboard.press(".");
    if (index !== 1 && index !== middle && index !== count) continue;
    // Going to a vertex centres it: read its coordinates there, to find it again on the whole scene.
    await page.mouse.move(cx + 1, cy);
    await page.mouse.move(cx, cy);
    places.push(await app.cursorPlace());
  }
  await page.keyboard.press("Escape");
  await page.keyboard.press("f");
  const onScreen: Screen[] = [];
  for (const place of places) onScreen.push(await app.screenOf(place));
  return onScreen;
}

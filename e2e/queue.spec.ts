// Many scenes: predicted one after another, paused and gone on with, ordered, decided on; and the project in a file of its own.
import { expect, type Page, test } from "@playwright/test";
import { App } from "./app.ts";
import { needsScenes } from "./needs.ts";

test("the queue predicts what waits, pauses and goes on; scenes are ordered and decided on", async ({
  page,
}) => {
  const dates = needsScenes("s1_helheim_20180602_hh.tif", "s1_helheim_20180606_hh.tif");
  const app = new App(page);
  await app.open("?backend=wasm");
  await app.dropFiles(dates);
  await app.sceneShown();
  await expect(sceneNames(page)).toHaveCount(2);
  await app.button("Predict all 2 that wait").click();
  await app.button("Pause").click();
  await expect(page.getByText(/^Paused, \d of 2 done$/)).toBeVisible();
  await app.button("Go on").click();
  await expect(page.getByText("2 of 2 scenes predicted.")).toBeVisible({ timeout: 90_000 });
  await expect(page.getByText(/\d fronts?$/)).toHaveCount(2);

  await page.getByLabel("Order of the scenes").selectOption({ label: "by date" });
  const first = page.getByRole("listitem").filter({ hasText: "20180602" });
  await first.getByRole("button").first().click();
  await page.keyboard.press("a");
  await expect(first).toContainText("accepted");
  await expect(page.getByText("1 of 2 reviewed")).toBeVisible();
  await page.keyboard.press("n");
  await expect(app.message).toContainText("20180606");
  await page.keyboard.press("w");
  await expect(page.getByRole("listitem").filter({ hasText: "20180606" })).toContainText(
    "needs review",
  );
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+z");
  await expect(page.getByText("0 of 2 reviewed")).toBeVisible();
  expect(await app.seriousFindings()).toEqual([]);
  expect(app.complaints).toEqual([]);
});

test("a project is kept saved in a file, and comes back from it beside another one", async ({
  page,
}) => {
  const app = new App(page);
  await app.pickerAnswers("showSaveFilePicker", "mine.icefront");
  await app.openDemo();
  await app.map.focus();
  for (const key of ["d", "Space", "ArrowRight", "Space", "Enter"]) await page.keyboard.press(key);
  await app.project.click();
  const dialog = page.getByRole("dialog", { name: "Project" });
  await dialog.getByLabel("Name", { exact: true }).fill("Helheim 2018");
  await dialog.getByRole("button", { name: "Keep saved in a file…" }).click();
  await expect(dialog).toContainText("mine.icefront: saved just now, and after every edit.");
  expect(await app.seriousFindings()).toEqual([]);
  await page.keyboard.press("Escape");
  const before = await fileSize(page);
  for (const key of [".", "Alt+ArrowUp", "Alt+ArrowUp"]) await page.keyboard.press(key);
  await expect.poll(() => fileSize(page)).toBeGreaterThan(before);

  const bytes = await page.evaluate(async () => {
    const folder = await navigator.storage.getDirectory();
    const file = await (await folder.getFileHandle("mine.icefront")).getFile();
    return [...new Uint8Array(await file.arrayBuffer())];
  });
  await page.keyboard.press("Control+z");
  await app.drop([{ name: "mine.icefront", bytes: Uint8Array.from(bytes) }]);
  const incoming = page.getByRole("dialog", { name: "Project “Helheim 2018”" });
  await expect(incoming).toContainText("Merging asks 1 question");
  await incoming.getByRole("radio", { name: /^Theirs/ }).check();
  expect(await app.seriousFindings()).toEqual([]);
  await incoming.getByRole("button", { name: "Merge" }).click();
  await app.button("Undo: Merge Helheim 2018").click();
  await app.drop([{ name: "mine.icefront", bytes: Uint8Array.from(bytes) }]);
  await incoming.getByRole("button", { name: "Open it instead" }).click();
  await expect(app.button("Undo: Move vertex")).toBeEnabled();
  await expect(app.fronts).toHaveCount(1);
  await app.project.click();
  await expect(
    dialog.getByRole("button", { name: "Delete the project Helheim 2018" }),
  ).toBeVisible();
  expect(app.complaints).toEqual([]);
});

function sceneNames(page: Page) {
  return page.getByRole("button", { name: /^Close .*\.tif$/ });
}

function fileSize(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const folder = await navigator.storage.getDirectory();
    return (await (await folder.getFileHandle("mine.icefront")).getFile()).size;
  });
}

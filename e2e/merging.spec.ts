// Two states of a project become one: what differs is shown and asked, and what was deleted does not come back by itself.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { App } from "./app.ts";

test("a deleted front stays deleted, and a front that both changed is drawn, measured and chosen", async ({
  page,
}) => {
  const app = new App(page);
  await app.openDemo();
  await draw(app, [0.4, 0.6], [0.5, 0.45], [0.6, 0.55]);
  await draw(app, [0.4, 0.8], [0.6, 0.8]);
  await expect(app.fronts).toHaveCount(2);
  const copy = await downloaded(app);
  const theirs = await app.fronts.first().textContent();

  await app.fronts.first().click();
  await page.keyboard.press(".");
  await page.keyboard.press(".");
  for (let i = 0; i < 30; i++) await page.keyboard.press("Alt+ArrowUp");
  const mine = await app.fronts.first().textContent();
  expect(mine).not.toBe(theirs);
  await app.fronts.last().click();
  await app.button("Delete this front").click();
  await expect(app.fronts).toHaveCount(1);
  await app.saved();

  const dialog = await offered(app, copy);
  await expect(dialog).toContainText("2 questions");
  const differing = dialog.getByRole("group", { name: "A front on demo.tif differs" });
  await expect(differing).toContainText(/\d m apart on average/);
  await expect(differing.getByRole("img", { name: /^Mine and theirs/ })).toBeVisible();
  const deleted = dialog.getByRole("group", { name: "deleted here, still in their project" });
  await expect(deleted).toContainText("It went by “Delete front”; not changed since.");
  await expect(deleted.getByRole("radio", { name: "Leave it deleted" })).toBeChecked();
  expect(await app.seriousFindings()).toEqual([]);
  await differing.getByRole("radio", { name: /^Theirs/ }).check();
  await dialog.getByRole("button", { name: "Merge" }).click();
  await expect(app.fronts).toHaveCount(1);
  await expect(app.fronts.first()).toHaveText(theirs ?? "");
  await app.button(/^Undo: Merge/).click();
  await expect(app.fronts.first()).toHaveText(mine ?? "");

  const again = await offered(app, copy);
  await again.getByRole("radio", { name: "Bring it back" }).check();
  await again.getByRole("button", { name: "Merge" }).click();
  await expect(app.fronts).toHaveCount(2);
  expect(app.complaints).toEqual([]);
});

test("a tab that may only look cannot merge, and can open the file beside", async ({
  page,
  context,
}) => {
  const app = new App(page);
  await app.openDemo();
  await draw(app, [0.4, 0.6], [0.6, 0.55]);
  const copy = await downloaded(app);
  await app.saved();
  const second = new App(await context.newPage());
  await second.open();
  await second.sceneShown();
  await expect(second.project).toContainText("open in another tab");
  const dialog = await offered(second, copy);
  await expect(dialog.getByRole("button", { name: "Merge" })).toBeDisabled();
  await expect(dialog.getByRole("alert")).toContainText("Another tab has this project open");
  await dialog.getByRole("button", { name: "Open it instead" }).click();
  await expect(second.project).not.toContainText("open in another tab");
  await expect(second.fronts).toHaveCount(1);
  expect(second.complaints).toEqual([]);
});

async function draw(app: App, ...places: readonly (readonly [number, number])[]): Promise<void> {
  await app.map.focus();
  await app.page.keyboard.press("d");
  for (const [x, y] of places) await app.page.mouse.click(...(await app.onMap(x, y)));
  await app.page.keyboard.press("Enter");
}

/** The project as a file on the disk. */
async function downloaded(app: App): Promise<string> {
  await app.project.click();
  const dialog = app.page.getByRole("dialog", { name: "Project" });
  const download = app.page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Download" }).click();
  const path = join(mkdtempSync(join(tmpdir(), "icefront-merge-")), "copy.icefront");
  await (await download).saveAs(path);
  await app.page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  return path;
}

/** The file dropped, and the question what to do with it. */
async function offered(app: App, path: string): Promise<ReturnType<Page["getByRole"]>> {
  await app.dropFile(path);
  const dialog = app.page.getByRole("dialog", { name: /^Project “/ });
  await dialog.waitFor();
  return dialog;
}

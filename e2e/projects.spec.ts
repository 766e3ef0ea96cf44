// Several projects, several tabs, damaged storage, and a project's own file.
import { readFileSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import { App } from "./app.ts";

test("the start page lists recent projects, and one click opens one", async ({ page }) => {
  const app = new App(page);
  await app.demoWithFront();
  await expect(app.project).toContainText("Demo fjord");
  await app.saved();
  await newProject(app);
  await page.reload();
  await expect(app.project).toContainText("New project");
  const recent = page.getByRole("region", { name: "Recent projects" });
  await expect(recent.getByRole("button")).toHaveText([/Demo fjord.*1 scene, 1 front, changed/]);
  expect(await app.seriousFindings()).toEqual([]);
  await recent.getByRole("button").click();
  await app.sceneShown();
  await expect(app.fronts).toHaveCount(1);
  expect(app.complaints).toEqual([]);
});

test("a project that another tab has open is not deleted, and can be looked at until that tab closes", async ({
  page,
  context,
}) => {
  const app = new App(page);
  await app.demoWithFront();
  await app.saved();
  const second = new App(await context.newPage());
  second.page.on("dialog", (question) => void question.accept());
  await second.open();
  await newProject(second);

  await second.project.click();
  await second.button("Delete the project Demo fjord").click();
  await expect(second.alert).toContainText("Another tab has that project open");
  await expect(second.button("Open the project Demo fjord")).toBeVisible();
  await second.page.keyboard.press("Escape");

  await second.page.getByRole("region", { name: "Recent projects" }).getByRole("button").click();
  await second.sceneShown();
  await expect(second.project).toContainText("open in another tab");
  await expect(second.fronts).toHaveCount(1);
  await page.close();
  await expect(second.project).toContainText("saved");
  await second.fronts.first().click();
  await second.page.keyboard.press("Delete");
  await expect(second.fronts).toHaveCount(0);
});

test("a project goes to the tab that looks at it once the other begins a new one, and is deleted when nobody has it", async ({
  page,
  context,
}) => {
  const app = new App(page);
  await app.demoWithFront();
  await app.saved();
  const second = new App(await context.newPage());
  await second.open();
  await second.sceneShown();
  await expect(second.project).toContainText("open in another tab");
  page.on("dialog", (question) => void question.accept());
  await newProject(app);
  // Whoever waits takes over: now the second tab has it.
  await expect(second.project).toContainText("saved");
  await app.project.click();
  await app.button("Delete the project Demo fjord").click();
  await expect(app.alert).toContainText("Another tab has that project open");
  await second.page.close();
  await app.button("Delete the project Demo fjord").click();
  await expect(app.button("Open the project Demo fjord")).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("region", { name: "Recent projects" })).toHaveCount(0);
});

test("damaged storage of a project stops nothing, and what is left of it can be saved", async ({
  page,
}) => {
  const app = new App(page);
  await app.demoWithFront();
  await app.saved();
  await page.evaluate(spoilLog);
  await page.reload();
  await expect(app.message).toContainText("“Demo fjord” could not be read");
  await expect(app.project).toContainText("New project");
  await page.getByRole("button", { name: /^Demo fjord.*damaged/ }).click();
  await expect(app.alert).toContainText("left as it is");
  expect(await app.seriousFindings()).toEqual([]);
  const download = page.waitForEvent("download");
  await app.button("Save what is stored of Demo fjord").click();
  const path = await (await download).path();
  const stored = JSON.parse(readFileSync(path, "utf8"));
  expect(stored.log[0].entry.kind).toBe("spoilt");
  expect(stored.log[0].entry.was.label).toBe("Draw front");
  expect(stored.scenes).toHaveLength(1);
  await page.keyboard.press("Escape");
  await app.button("Open the demo fjord").click();
  await app.sceneShown();
  await app.saved();
  await expect(app.project).toContainText("Demo fjord (2)");
});

test("the project's file has the last edit before another project is shown, and nobody else's work is written over", async ({
  page,
}) => {
  const app = new App(page);
  await app.pickerAnswers("showSaveFilePicker", "fjord.icefront");
  await app.demoWithFront();
  await app.project.click();
  await app.button("Keep saved in a file…").click();
  await expect(page.getByText("fjord.icefront: saved just now")).toBeVisible();
  await page.keyboard.press("Escape");
  const before = await fileTime(page);
  await page.evaluate(keepCopy);
  await page.keyboard.press("Control+z");
  await expect(app.fronts).toHaveCount(0);
  await newProject(app);
  // Two states may be written in one size: what tells them apart is when that was.
  expect(await fileTime(page)).toBeGreaterThan(before);

  await page.getByRole("region", { name: "Recent projects" }).getByRole("button").click();
  await app.sceneShown();
  await page.evaluate(changeElsewhere);
  const theirs = await fileTime(page);
  await page.keyboard.press("Control+y");
  await expect(app.fronts).toHaveCount(1);
  await app.saved();
  await app.project.click();
  await expect(app.alert).toContainText("Another program changed this file");
  expect(await fileTime(page)).toBe(theirs);
  expect(await app.seriousFindings()).toEqual([]);
  await app.button("Open it beside…").click();
  await expect(page.getByRole("dialog")).toContainText("fjord.icefront");
  await page.keyboard.press("Escape");
  await app.project.click();
  await app.button("Write over it").click();
  await expect(page.getByText("fjord.icefront: saved just now")).toBeVisible();
  await expect.poll(() => fileTime(page)).toBeGreaterThan(theirs);
});

async function newProject(app: App): Promise<void> {
  await app.project.click();
  await app.button("New project").click();
  await expect(app.project).toContainText("New project");
}

/** Every entry of the log becomes one that nobody can make anything of. */
function spoilLog(): Promise<void> {
  return new Promise((resolve) => {
    const request = indexedDB.open("icefront");
    request.onsuccess = () => {
      const transaction = request.result.transaction("log", "readwrite");
      const log = transaction.objectStore("log");
      const all = log.getAll();
      all.onsuccess = () => {
        for (const record of all.result)
          log.put({ ...record, entry: { kind: "spoilt", was: record.entry } });
      };
      transaction.oncomplete = () => {
        request.result.close();
        resolve();
      };
    };
  });
}

async function keepCopy(): Promise<void> {
  const folder = await navigator.storage.getDirectory();
  const file = await (await folder.getFileHandle("fjord.icefront")).getFile();
  const stream = await (await folder.getFileHandle("copy", { create: true })).createWritable();
  await stream.write(file);
  await stream.close();
}

/** Another program puts the copy in the file's place. */
async function changeElsewhere(): Promise<void> {
  const folder = await navigator.storage.getDirectory();
  const stream = await (await folder.getFileHandle("fjord.icefront")).createWritable();
  await stream.write(await (await folder.getFileHandle("copy")).getFile());
  await stream.close();
}

function fileTime(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const folder = await navigator.storage.getDirectory();
    return (await (await folder.getFileHandle("fjord.icefront")).getFile()).lastModified;
  });
}

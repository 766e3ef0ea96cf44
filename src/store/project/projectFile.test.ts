// A project comes back from its file as it was, and no file from elsewhere does harm.
import fc from "fast-check";
import { strToU8, zipSync } from "fflate";
import { expect, it } from "vitest";
import { anyEdit } from "../../../test/fixtures/anyEdit.ts";
import { scene } from "../../../test/fixtures/pretendedApp.ts";
import { EMPTY_DOCUMENT } from "../../annotation/document.ts";
import { record, startHistory, undo } from "../../annotation/history.ts";
import { type DocumentHistory, packHistory } from "../../annotation/log/historyLog.ts";
import { type ProjectContent, readProjectFile, writeProjectFile } from "./projectFile.ts";

const stored = { scene, band: 0, prediction: null, trueFronts: [], fingerprint: "1-aa" };
const project = (history: DocumentHistory): ProjectContent => ({
  name: "Jakobshavn Isbræ",
  createdAt: "2026-01-01T00:00:00Z",
  scenes: [stored],
  history,
});

const written = async (content: ProjectContent, images?: ReadonlyMap<string, Blob>) =>
  new Blob([await writeProjectFile(content, images)]);

const zipOf = (json: unknown) =>
  new Blob([new Uint8Array(zipSync({ "project.json": strToU8(JSON.stringify(json)) }))]);

const plain = (history = packHistory(startHistory(EMPTY_DOCUMENT))) => ({
  format: "icefront-project",
  version: 1,
  name: "p",
  createdAt: "",
  scenes: [],
  history,
});

it("comes back equal after any edits, with its undo steps", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyEdit, { maxLength: 12 }), fc.nat(3), async (edits, undos) => {
      let history: DocumentHistory = startHistory(EMPTY_DOCUMENT);
      for (const edit of edits) history = record(history, edit(history.present.document), "Edit");
      for (let i = 0; i < undos; i++) history = undo(history);
      const content = project(history);
      const { images, ...read } = await readProjectFile(await written(content));
      expect(read).toEqual(content);
      expect(images.size).toBe(0);
    }),
    { numRuns: 40 },
  );
});

it("brings the images that were asked for", async () => {
  const content = project(startHistory(EMPTY_DOCUMENT));
  const images = new Map([[scene.id, new Blob(["pixels"])]]);
  const read = await readProjectFile(await written(content, images));
  expect(await read.images.get(scene.id)?.text()).toBe("pixels");
  expect(read.images.get(scene.id)?.name).toBe("a.tif");
});

it("refuses what is no sound project, and says where it is not", async () => {
  const front = { id: "a", sceneId: "s", vertices: [{ at: [0, null], provenance: "drawn" }] };
  const broken = plain({
    ...plain().history,
    oldest: { label: "Open", document: { fronts: [front] as never, sceneLabels: [] } },
  });
  for (const [file, message] of [
    [new Blob(["no zip"]), /no zip/],
    [new Blob([new Uint8Array(zipSync({ "a.txt": strToU8("") }))]), /no project.json/],
    [zipOf({ format: "other" }), /project.json.format is not one of icefront-project/],
    [zipOf({ ...plain(), scenes: [{}] }), /scenes\[0\]/],
    [zipOf({ ...plain(), name: "x".repeat(5000) }), /name is not text of at most 1000/],
    [zipOf(broken), /fronts\[0\]/],
    [new Blob([new Uint8Array(zipSync({ "project.json": new Uint8Array(9_000_000) }))]), /burst/],
  ] as const)
    await expect(readProjectFile(file)).rejects.toMatchObject({
      code: "project-file-invalid",
      message: expect.stringMatching(message),
    });
  await expect(readProjectFile(zipOf({ ...plain(), version: 3 }))).rejects.toMatchObject({
    code: "project-file-newer",
  });
});

it("drops fields that it does not know, __proto__ among them", async () => {
  const text = JSON.stringify(plain()).replace("{", '{"__proto__":{"polluted":true},"more":1,');
  const file = new Blob([new Uint8Array(zipSync({ "project.json": strToU8(text) }))]);
  const read = await readProjectFile(file);
  expect(read).not.toHaveProperty("more");
  expect(read).not.toHaveProperty("polluted");
});

// Dropped folders are opened up through the browser's entries, which come in portions and may fail.
import { expect, it } from "vitest";
import { readDropped } from "./readDropped.ts";

type Tree = { readonly [name: string]: Tree | string };

const PORTION = 2;

function entryOf(name: string, content: Tree | string): FileSystemEntry {
  if (typeof content === "string")
    return {
      name,
      isFile: true,
      isDirectory: false,
      file: (resolve: (file: File) => void, reject: (error: Error) => void) =>
        content === "gone" ? reject(new Error("gone")) : resolve(new File([content], name)),
    } as unknown as FileSystemEntry;
  const entries = Object.entries(content).map(([child, inner]) => entryOf(child, inner));
  const createReader = () => {
    let at = 0;
    return {
      readEntries: (resolve: (portion: FileSystemEntry[]) => void) => {
        at += PORTION;
        resolve(entries.slice(at - PORTION, at));
      },
    };
  };
  return { name, isFile: false, isDirectory: true, createReader } as unknown as FileSystemEntry;
}

/** The items of a drop; they are emptied when the event is over, as a browser does. */
function dropOf(tree: Tree): { readonly items: DataTransferItem[]; readonly end: () => void } {
  let isOver = false;
  const items = Object.entries(tree).map(([name, content]) => ({
    kind: "file",
    webkitGetAsEntry: () => (isOver ? null : entryOf(name, content)),
    getAsFile: () => (isOver ? null : new File([], name)),
  }));
  return {
    items: items as unknown as DataTransferItem[],
    end: () => {
      isOver = true;
    },
  };
}

it("reads files and folders with their places, all portions of them, within the event", async () => {
  const drop = dropOf({
    "a.tif": "a",
    models: {
      one: { "card.json": "1", "graph.json": "2", "w.safetensors": "3" },
      ".git": { x: "" },
    },
    empty: {},
  });
  const reading = readDropped(drop.items);
  drop.end();
  const { files, folders } = await reading;
  expect(files.map(({ path }) => path)).toEqual([
    "a.tif",
    "models/one/card.json",
    "models/one/graph.json",
    "models/one/w.safetensors",
  ]);
  expect(folders).toEqual(["models", "empty"]);
  expect(await files[2]?.file.text()).toBe("2");
});

it("does not walk deeper than a folder of products needs", async () => {
  const e = { "near.tif": "", f: { "far.tif": "" } };
  const { items } = dropOf({ a: { b: { c: { d: { e } } } } });
  const { files } = await readDropped(items);
  expect(files.map(({ path }) => path)).toEqual(["a/b/c/d/e/near.tif"]);
});

it("does not walk a whole disk", async () => {
  const many = Object.fromEntries(Array.from({ length: 20_002 }, (_, i) => [`${i}.txt`, ""]));
  const { items } = dropOf({ disk: many });
  await expect(readDropped(items)).rejects.toThrow(/more than 20000 files/);
});

it("names the file that cannot be read", async () => {
  const { items } = dropOf({ "my-unet": { "card.json": "gone" } });
  await expect(readDropped(items)).rejects.toMatchObject({
    code: "file-unreadable",
    message: expect.stringContaining("my-unet/card.json"),
  });
});

// Which files a manifest names, and whose they are.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { readManifest, shardOf } from "./manifest.ts";

const folder = mkdtempSync(join(tmpdir(), "icefront-manifest-"));
function read(text: string): string[] {
  const path = join(folder, "list");
  writeFileSync(path, text);
  return readManifest(path).map(({ file }) => file.replace(`${folder}/`, ""));
}

it.each([
  ["one path a line", "a.tif\n\nsub/b.tif\r\n"],
  ["CSV", 'date,path\n2018-06-02,a.tif\n2018-06-06,"sub/b.tif"\n'],
  ["CSV with a byte order mark", "\uFEFFFile,other\na.tif,1\nsub/b.tif,2"],
  ["JSON lines", '{"path":"a.tif","date":1}\n{"file":"sub/b.tif"}\n'],
])("reads %s", (_, text) => {
  expect(read(text)).toEqual(["a.tif", "sub/b.tif"]);
});

it("keeps commas and quotes of quoted names, and absolute paths", () => {
  expect(read('path\n"a, ""b"".tif"\n/data/c.tif')).toEqual(['a, "b".tif', "/data/c.tif"]);
});

it.each([
  ["nothing", "\n", /names no file/],
  ["broken JSON", '{"path":"a.tif"}\n{oops', /Line 2 .* not JSON/],
  ["JSON without a path", '{"name":"a.tif"}', /Line 1 .* no "path"/],
  ["an address with a password", "https://me:secret@example.org/a.tif", /name or password/],
  ["a name that is a path", '{"path":"a.tif","name":"../a"}', /no file name/],
])("refuses %s", (_, text, sentence) => {
  expect(() => read(text)).toThrow(sentence);
});

it("takes addresses, and names for what would be called alike", () => {
  writeFileSync(
    join(folder, "list"),
    "url,name\nhttps://example.org/1/vv.tif?x=a.b,one\nhttps://example.org/2/vv%20b.tif,\n",
  );
  expect(readManifest(join(folder, "list"))).toEqual([
    { file: "https://example.org/1/vv.tif?x=a.b", stem: "one" },
    { file: "https://example.org/2/vv%20b.tif", stem: "vv b" },
  ]);
});

it("every file belongs to exactly one shard", () => {
  fc.assert(
    fc.property(fc.array(fc.string()), fc.integer({ min: 1, max: 9 }), (files, n) => {
      const all = Array.from({ length: n }, (_, i) => shardOf(files, `${i + 1}/${n}`)).flat();
      expect(all.toSorted()).toEqual([...files].sort());
    }),
  );
  for (const wrong of ["0/2", "3/2", "1", "a/b"]) expect(() => shardOf([], wrong)).toThrow("2/8");
});

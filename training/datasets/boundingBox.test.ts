// CaFFe's boxes, against what the official code left of the same pictures.
import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readGrey } from "../../test/fixtures/readGrey.ts";
import { sharedPath } from "../../test/fixtures/sharedData.ts";
import { clearOutside, readPixelBox } from "./boundingBox.ts";

const golden = sharedPath("golden/caffe_eval");
const folders = ["cases", "front_model"].flatMap((kind) =>
  golden
    ? readdirSync(`${golden}/${kind}`, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => `${golden}/${kind}/${name}`)
    : [],
);

describe.skipIf(!golden)("golden boxes of the official code (../shared/golden)", () => {
  it.each(folders)("%s", (folder) => {
    const front = readGrey(`${folder}/step4_front_750m.png`);
    clearOutside(front.values, readPixelBox(`${folder}/bounding_box.txt`, front), front);
    const boxed = readGrey(`${folder}/step5_boxed.png`).values;
    expect(Buffer.compare(front.values, boxed)).toBe(0);
  });
});

// Every step from zones to front pixels, against what the official code made of the same pictures.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readGrey } from "../../../test/fixtures/readGrey.ts";
import { sharedPath } from "../../../test/fixtures/sharedData.ts";
import {
  dropShortFronts,
  fillOceanHoles,
  frontPixels,
  keepLargestOcean,
  ZONE_CODE,
} from "./zoneFrontPixels.ts";

const { noInformation, glacier, ocean } = ZONE_CODE;

it("a pixel of no information beside the ocean is no front, and neither is the picture's edge", () => {
  const zones = [noInformation, ocean, ocean, glacier];
  expect([...frontPixels(zones, { widthPx: 4, heightPx: 1 })]).toEqual([0, 0, 1, 0]);
});

const golden = sharedPath("golden/caffe_eval");
const folders = golden
  ? ["cases", "synthetic"].flatMap((kind) => foldersIn(`${golden}/${kind}`))
  : [];
const frontModels = (golden ? foldersIn(`${golden}/front_model`) : []).filter((folder) =>
  existsSync(`${folder}/step3_longest_paths.png`),
);

describe.skipIf(!golden)("golden steps of the official code (../shared/golden)", () => {
  it.each(folders)("%s: every step to the pixel", (folder) => {
    const zones = readGrey(`${folder}/prediction.png`);
    const step = (name: string) => readGrey(`${folder}/${name}.png`).values;
    const front = (name: string) => step(name).map((value) => (value ? 1 : 0));
    const expectEqual = (made: Uint8Array, expected: Uint8Array) =>
      expect(Buffer.compare(made, expected)).toBe(0);
    const filled = fillOceanHoles(zones.values, zones);
    expectEqual(filled, step("step1_holes_filled"));
    const cleaned = keepLargestOcean(filled, zones);
    expectEqual(cleaned, step("step2_largest_ocean"));
    const raw = frontPixels(cleaned, zones);
    expectEqual(raw, front("step3_front_raw"));
    const rule = { minimumLengthMetres: 750, pixelMetres: metresOf(folder) };
    const long = dropShortFronts(raw, zones, rule);
    expectEqual(long, front("step4_front_750m"));
    const hasVariant = existsSync(`${folder}/tyrion_step4.png`);
    const variant = dropShortFronts(raw, zones, { ...rule, keepsExactMinimum: true });
    expectEqual(variant, hasVariant ? front("tyrion_step4") : long);
  });

  it.each(frontModels)("%s: the length rule on the front model's longest paths", (folder) => {
    const front = (name: string) => {
      const picture = readGrey(`${folder}/${name}.png`);
      return { ...picture, values: picture.values.map((value) => (value ? 1 : 0)) };
    };
    const paths = front("step3_longest_paths");
    const rule = { minimumLengthMetres: 750, pixelMetres: metresOf(folder) };
    const long = dropShortFronts(paths.values, paths, rule);
    expect(Buffer.compare(long, front("step4_front_750m").values)).toBe(0);
  });

  it("the variant differs in the cases that the official one does", () => {
    expect(folders.filter((folder) => existsSync(`${folder}/tyrion_step4.png`))).toHaveLength(2);
  });
});

function foldersIn(parent: string): string[] {
  return readdirSync(parent, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${parent}/${name}`);
}

/** By the scene's name, which the index of the synthetic ones gives. */
function metresOf(folder: string): number {
  const [kind = "", tag = ""] = folder.split("/").slice(-2);
  if (kind !== "synthetic") return Number(tag.split("_")[3]);
  return JSON.parse(readFileSync(`${golden}/synthetic/expected.json`, "utf8"))[tag].resolution;
}

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encode } from "fast-png";
import { afterAll, beforeEach, expect, it } from "vitest";
import { sharedPath } from "../test/fixtures/sharedData.ts";
import { checkDataset, checkReport } from "./checkDataset.ts";

const root = mkdtempSync(join(tmpdir(), "icefront-check-"));
afterAll(() => rmSync(root, { recursive: true }));

const SIZE = { width: 24, height: 16 };
const COLUMNS = "name,glacier,date,sensor,nominal_res_m,m_per_px_x,m_per_px_y";
let folder: string;
let rows: string[];

function writeGrey(kind: string, name: string, value: (i: number) => number, size = SIZE): void {
  const data = Uint8Array.from({ length: size.width * size.height }, (_, i) => value(i));
  const bytes = encode({ ...size, channels: 1, depth: 8, data });
  writeFileSync(join(folder, kind, `${name}.png`), bytes);
}

const zoneOf = (i: number) => (i % 24 < 12 ? 127 : 254);
const frontIn = (column: number) => (i: number) => (i % 24 === column ? 255 : 0);

/** A scene without fault: glacier left and ocean right, the front between. */
function addScene(name: string, row = `${name},A,2020-01-02,S1,20,30,40`): void {
  rows.push(row);
  writeFileSync(join(folder, "index.csv"), [COLUMNS, ...rows].join("\n"));
  writeGrey("sar", name, (i) => (i * 7 + rows.length) % 251);
  writeGrey("zones", name, zoneOf);
  writeGrey("fronts", name, frontIn(12));
}

beforeEach(() => {
  folder = mkdtempSync(join(root, "set-"));
  rows = [];
  for (const kind of ["sar", "zones", "fronts"]) mkdirSync(join(folder, kind));
  addScene("good");
  addScene("bad");
});

async function findings(): Promise<string[]> {
  const check = await checkDataset(folder, () => {});
  return check.findings.map(({ kind, file, what }) => `${kind}: ${file} ${what}`);
}

const FAULTS: readonly (readonly [string, () => void, readonly (readonly string[])[]])[] = [
  ["nothing", () => {}, []],
  [
    "a missing SAR picture",
    () => rmSync(join(folder, "sar/bad.png")),
    [["missing", "sar/bad.png"]],
  ],
  [
    "a missing front",
    () => rmSync(join(folder, "fronts/bad.png")),
    [["missing", "fronts/bad.png"]],
  ],
  ["missing zones", () => rmSync(join(folder, "zones/bad.png")), [["missing", "zones/bad.png"]]],
  [
    "a damaged picture",
    () => writeFileSync(join(folder, "zones/bad.png"), "no picture"),
    [["unreadable", "zones/bad.png", "PNG"]],
  ],
  [
    "a mask of another size",
    () => writeGrey("fronts", "bad", frontIn(12), { width: 24, height: 15 }),
    [["size", "fronts/bad.png is 24 x 15, its SAR picture 24 x 16"]],
  ],
  [
    "codes that do not exist",
    () => writeGrey("zones", "bad", (i) => (i < 3 ? 128 : i < 5 ? 9 : zoneOf(i))),
    [["code", "zones/bad.png", "128 (3 pixels), 9 (2 pixels)"]],
  ],
  [
    "a front that is not black and white",
    () => writeGrey("fronts", "bad", (i) => (i === 0 ? 200 : frontIn(12)(i))),
    [["code", "fronts/bad.png", "200 (1 pixel)"]],
  ],
  ["an empty front", () => writeGrey("fronts", "bad", () => 0), [["emptyFront", "fronts/bad.png"]]],
  ["no data", () => writeGrey("sar", "bad", () => 0), [["noData", "sar/bad.png", "value 0"]]],
  [
    "a front four pixels off",
    () => writeGrey("fronts", "bad", frontIn(16)),
    [["farFront", "fronts/bad.png has 100 %"]],
  ],
  ["a front three pixels off", () => writeGrey("fronts", "bad", frontIn(15)), []],
  [
    "a fifth of the front far off",
    () => writeGrey("fronts", "bad", (i) => (i < 3 * 24 ? frontIn(2)(i) : frontIn(12)(i))),
    [],
  ],
  [
    "a quarter of the front far off",
    () => writeGrey("fronts", "bad", (i) => (i < 4 * 24 ? frontIn(2)(i) : frontIn(12)(i))),
    [["farFront", "fronts/bad.png has 25 %"]],
  ],
  [
    "the same pixels",
    () => writeGrey("sar", "bad", (i) => (i * 7 + 1) % 251),
    [["samePixels", "sar/bad.png has the pixels of sar/good.png"]],
  ],
  ["a name given twice", () => addScene("bad"), [["sameName", '"bad"']]],
  [
    "a pixel size that is none",
    () => addScene("more", "more,A,2020-01-02,S1,20,0,40"),
    [["pixelSize", '"more" pixels of 0 x 40 m']],
  ],
  [
    "a date that is none",
    () => addScene("more", "more,A,2020-02-30,S1,20,30,40"),
    [["facts", '"more" the date "2020-02-30"']],
  ],
  [
    "a name that is no file's",
    () => addScene("more", "../more,A,2020-01-02,S1,20,30,40"),
    [["name", '"../more"']],
  ],
];

it.each(FAULTS)("finds %s, and nothing else", async (_, spoil, expected) => {
  spoil();
  const found = await findings();
  expect(found.length).toBe(expected.length);
  for (const [i, words] of expected.entries())
    for (const word of words) expect(found[i]).toContain(word);
});

it("reports by kind of fault, with files below the folder, and counts scenes", async () => {
  rmSync(join(folder, "fronts/bad.png"));
  addScene("later", "later,B,2021-01-02,TSX,6,30,40");
  writeGrey("fronts", "later", () => 0);
  const report = checkReport(await checkDataset(folder, () => {}));
  expect(report.split("\n")).toEqual([
    `caffe256 (CaFFe training scenes), ${folder}: 3 scenes, 2 findings.`,
    "",
    "Files that are missing: 1",
    "  fronts/bad.png is missing.",
    "",
    "Labels without a front: 1",
    "  fronts/later.png holds no front pixel.",
    "",
    "Scenes by",
    "  glacier     A: 2, B: 1",
    "  sensor      S1: 2, TSX: 1",
    "  year        2020: 2, 2021: 1",
    "  resolution  6 m: 1, 20 m: 2",
  ]);
});

const caffe256 = sharedPath("data/caffe256");
it.skipIf(!caffe256)("finds what the README of caffe256 says, and nothing else", async () => {
  const check = await checkDataset(caffe256 ?? "", () => {});
  expect(check.scenes.length).toBe(440);
  expect(check.findings).toMatchObject([
    { kind: "farFront", file: expect.stringContaining("DBE_2010-12-01_PALSAR_17_4_127") },
    { kind: "farFront", file: expect.stringContaining("DBE_2011-01-16_PALSAR_17_4_127") },
    {
      kind: "samePixels",
      file: expect.stringContaining("JAC_2011-09-03_TSX_6_1_027"),
      what: expect.stringContaining("JAC_2011-08-23_TSX_6_1_027"),
    },
  ]);
});

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Crs } from "../../src/geo/crs.ts";
import { PIXEL_CRS } from "../../src/geo/crs.ts";
import { sharedPath } from "../../test/fixtures/sharedData.ts";
import { readNpy } from "../npy.ts";
import { listPairs } from "./listPairs.ts";
import { layerBands } from "./opticalLayers.ts";
import { type OpenPicture, type PairSource, whyGridsDiffer } from "./pairSource.ts";
import { preparePairs } from "./preparePairs.ts";
import { readPretrainingConfig } from "./pretrainingConfig.ts";

const root = mkdtempSync(join(tmpdir(), "icefront-pairs-"));
afterAll(() => rmSync(root, { recursive: true }));

const UTM: Crs = {
  ...PIXEL_CRS,
  kind: "projected",
  code: "EPSG:32633",
  proj4: "+proj=utm +zone=33",
};

/** Side 4 pixels of 10 m, from (500, 900) down, unless changed. `value`: of band, pixel. */
function picture(
  change: Partial<OpenPicture["scene"]> = {},
  value: (band: number, pixel: number) => number = (_, pixel) => pixel + 1,
): OpenPicture {
  const scene = {
    ...{ widthPx: 4, heightPx: 4, bandCount: 1, bandNames: [], crs: UTM },
    pixelToMap: [10, 0, 500, 0, -10, 900] as const,
    pixelSizeMetres: { x: 10, y: 10 },
    ...change,
  };
  const { widthPx, heightPx } = scene;
  const readBand = async (band: number) => ({
    widthPx,
    heightPx,
    values: Float32Array.from({ length: widthPx * heightPx }, (_, i) => value(band, i)),
  });
  return { path: "some.tif", scene, readBand };
}

function pairOf(name: string, sar: OpenPicture, optical: OpenPicture): PairSource {
  return {
    ...{ name, part: "both" },
    sar: { path: sar.path, open: async () => sar },
    optical: { path: optical.path, open: async () => optical },
  };
}

const recipe = {
  medianAreaSquareMetres: null,
  sizePx: 64,
  radiometry: "rank",
  channels: ["intensity", "valid"],
} as const;
const prepare = (folder: string, pairs: readonly PairSource[], metresPerPx: number | null = null) =>
  preparePairs({
    ...{ pairs, recipe, metresPerPx, validationShare01: 0.25 },
    folder: join(root, folder),
    onPair: () => {},
  });

describe("the 14 layers of an optical file", () => {
  const all = Array.from({ length: 12 }, (_, i) => i);
  it.each([
    [20, [...all, 13, 14]],
    [14, [...all, 12, 13]],
    [13, [...all.slice(0, 10), 11, 12, null, null]],
    [12, [...all, null, null]],
  ])("%d bands without names", (bandCount, wanted) => {
    expect(layerBands("x.tif", { bandCount, bandNames: [] })).toEqual(wanted);
  });

  it("goes by names where there are some", () => {
    const bandNames = ["SCL", "B08", "b04", "B8A"];
    const found = layerBands("x.tif", { bandCount: 4, bandNames });
    expect(found.map((band, i) => [i, band]).filter(([, band]) => band !== null)).toEqual([
      [3, 2],
      [7, 1],
      [8, 3],
      [13, 0],
    ]);
    expect(() => layerBands("x.tif", { bandCount: 3, bandNames: [] })).toThrow(
      /x.tif has 3 bands without names/,
    );
  });
});

describe("the grids of a pair", () => {
  it("may differ in the pixels' size alone", () => {
    const coarse = { widthPx: 2, heightPx: 2, pixelToMap: [20, 0, 503, 0, -20, 900] as const };
    expect(whyGridsDiffer(picture(), picture(coarse))).toBeNull();
    expect(
      whyGridsDiffer(picture(), picture({ ...coarse, pixelToMap: [20, 0, 515, 0, -20, 900] })),
    ).toMatch(/do not cover the same ground/);
    expect(whyGridsDiffer(picture(), picture({ ...coarse, heightPx: 3 }))).toMatch(/same ground/);
    const other = { ...UTM, code: "EPSG:3413", proj4: "+proj=stere" };
    expect(whyGridsDiffer(picture(), picture({ crs: other }))).toMatch(/EPSG:32633 and EPSG:3413/);
  });

  it("without georeferencing have to have as many pixels", () => {
    expect(whyGridsDiffer(picture({ crs: PIXEL_CRS }), picture())).toBeNull();
    expect(whyGridsDiffer(picture({ crs: PIXEL_CRS }), picture({ widthPx: 5 }))).toMatch(
      /4 x 4 and 5 x 4 pixels, and are not both georeferenced/,
    );
  });
});

describe("preparePairs", () => {
  const optical = picture({ bandCount: 13 }, (band, pixel) => {
    if (band === 2) return 0;
    return band === 1 && pixel === 0 ? Number.NaN : (band + 1) * (pixel + 1);
  });

  it("writes ranks, and each layer over its own maximum; no data is 0", async () => {
    const index = await prepare("plain", [
      pairOf("a", picture(), { ...optical, path: "o.tif" }),
      pairOf(
        "b",
        picture({}, (_, i) => (i === 5 ? Number.NaN : 7)),
        { ...optical, path: "o.tif" },
      ),
    ]);
    expect(index.pictures.map(({ name, optical: at }) => [name, at])).toEqual([
      ["a", 0],
      ["b", 0],
    ]);
    expect(index.pictures[0]).toMatchObject({ trainRows: [0, 3], validationRows: [3, 4] });
    const layers = index.opticals[0]?.layers ?? [];
    expect(layers.map((has) => (has ? 1 : 0)).join("")).toBe("11011111111100");
    const { shape, values } = readNpy(join(root, "plain/optical/0.npy"));
    expect(shape).toEqual([14, 4, 4]);
    const wanted = Array.from({ length: 16 }, (_, i) => Math.round((255 * (i + 1)) / 16));
    expect(Array.from(values).slice(0, 16)).toEqual(wanted);
    expect(Array.from(values).slice(16, 32)).toEqual([0, ...wanted.slice(1)]);
    const sar = Array.from(readNpy(join(root, "plain/sar/0.npy")).values);
    // Of 16 ranks the first lies half a step above 0.
    expect([sar[0], sar[15]]).toEqual([Math.round(255 / 32), Math.round((255 * 31) / 32)]);
    const second = Array.from(readNpy(join(root, "plain/sar/1.npy")).values);
    expect(second.slice(16)).toEqual(Array.from({ length: 16 }, (_, i) => (i === 5 ? 0 : 1)));
    expect(second[5]).toBe(0);
  });

  it("at a ground resolution, with an optical picture of larger pixels", async () => {
    const coarse = { widthPx: 2, heightPx: 2, pixelToMap: [20, 0, 500, 0, -20, 900] as const };
    const pairs = [pairOf("a", picture(), picture({ ...coarse, bandCount: 12 }))];
    const index = await prepare("scaled", pairs, 5);
    expect(index.pictures[0]).toMatchObject({ widthPx: 8, heightPx: 8 });
    const { values } = readNpy(join(root, "scaled/optical/0.npy"));
    // Values 1 to 4; the first cells lie beyond the first pixel's centre.
    expect([values[0], values[63]]).toEqual([64, 255]);
    const unknown = picture({ crs: PIXEL_CRS, pixelSizeMetres: null, bandCount: 12 });
    await expect(prepare("unknown", [pairOf("a", unknown, unknown)], 5)).rejects.toThrow(
      /tells no ground size of a pixel/,
    );
  });

  it("uses arrays again that fit, and makes them anew where settings differ", async () => {
    const pairs = [pairOf("a", picture(), optical)];
    await prepare("again", pairs);
    const never = { ...pairs[0], sar: { path: "", open: () => Promise.reject(new Error("read")) } };
    await prepare("again", [never as PairSource]);
    await expect(prepare("again", [never as PairSource], 20)).rejects.toThrow("read");
  });
});

describe("folders of pairs", () => {
  const touch = (...files: string[]) => {
    for (const file of files) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), "");
    }
  };
  const told = (folder: string) =>
    listPairs([join(root, folder)]).map(({ name, part, optical }) => [
      name,
      part,
      optical.path.slice(root.length + 1),
    ]);

  it("SSL4SAR as published", () => {
    const [train, val] = ["train", "val"].map(
      (part) => `p/data_unlabeled/unlabeled_data_raw_${part}`,
    );
    touch("p/data_optical/data_optical/Columbia_2020.tif", "p/data_optical/data_optical/Ume_1.tif");
    touch(`${train}/S1_COL_2019.png`, `${train}/S1_Ume_2019.tif`, `${val}/Ume_2018.png`);
    const optical = "p/data_optical/data_optical";
    expect(told("p")).toEqual([
      ["S1_COL_2019", "train", `${optical}/Columbia_2020.tif`],
      ["S1_Ume_2019", "train", `${optical}/Ume_1.tif`],
      ["Ume_2018", "validation", `${optical}/Ume_1.tif`],
    ]);
    touch(`${train}/S1_Nowhere_2019.png`);
    expect(() => told("p")).toThrow(/S1_Nowhere_2019.png has no optical picture/);
  });

  it("a folder a glacier, and files side by side", () => {
    touch("g/A/optical.tif", "g/A/sar/1.tif", "g/A/sar/2.png", "g/B/sar/1.tif", "g/readme.md");
    expect(told("g")).toEqual([
      ["A_1", "both", "g/A/optical.tif"],
      ["A_2", "both", "g/A/optical.tif"],
    ]);
    touch("s/fjord_s1_hh.tif", "s/fjord_s2.tif", "s/s1_lone.tif", "s/other_s1.tif");
    expect(told("s")).toEqual([["fjord_s1_hh", "both", "s/fjord_s2.tif"]]);
    touch("none/x.tif");
    expect(() => told("none")).toThrow(/holds no pairs: looked for/);
    expect(() => listPairs(["simulated:two"])).toThrow(/simulated:two does not exist/);
  });

  it("simulated: the optical picture shows the fjord of the SAR picture", async () => {
    const [pair] = listPairs(["simulated:1"]);
    const optical = await pair?.optical.open();
    const sar = await pair?.sar.open();
    const [green, infrared, classes, picture] = await Promise.all([
      ...[2, 10, 13].map((band) => optical?.readBand(band)),
      sar?.readBand(0),
    ]);
    const mean = (values: ArrayLike<number> = [], sceneClass: number) => {
      const chosen = Array.from(values).filter((_, i) => classes?.values[i] === sceneClass);
      return chosen.reduce((a, b) => a + b, 0) / chosen.length;
    };
    // Snow is brighter than water in the visible, darker than rock in the short-wave infrared; SAR sees water dark.
    expect(mean(green?.values, 11)).toBeGreaterThan(5 * mean(green?.values, 6));
    expect(mean(infrared?.values, 11)).toBeLessThan(mean(infrared?.values, 5));
    expect(mean(picture?.values, 6)).toBeLessThan(mean(picture?.values, 5));
  });

  const shared = sharedPath("data/scenes");
  it.skipIf(!shared)("the real pair: 12 of 14 layers, on the SAR picture's grid", async () => {
    const index = await prepare("real", listPairs([shared ?? ""]));
    expect(index.pictures).toHaveLength(1);
    expect(index.pictures[0]).toMatchObject({ widthPx: 512, heightPx: 512 });
    expect(index.opticals[0]?.layers).toEqual([...Array(12).fill(true), false, false]);
  });
});

describe("a pretraining configuration", () => {
  const shipped = "training/configs/pretrain-optsimmim.json";
  it.each([
    [{}, null],
    [{ maskShare01: undefined }, /maskShare01 belongs to the pretext optSimMim/],
    [{ pretext: "optTranslator" }, /maskShare01 belongs/],
    [{ phases: [{ epochs: 1, sizePx: 128, zoom: [1, 1] }] }, /a crop has the network's 256/],
    [{ phases: [{ epochs: 1, sizePx: 256, zoom: [1, 2] }] }, /its zoom is at most 1/],
    [{ learningRate: { kind: "plateau", base: 1 } }, /learningRate is missing or impossible/],
    [{ optimiser: { kind: "sgd", momentum: 1, weightDecay: 0 } }, /optimiser is missing or imp/],
    [{ optimiser: { kind: "adam", beta: 1 } }, /unknown field optimiser.beta/],
    [{ network: { hybrid: "hybrid-huge" } }, /network is missing or impossible/],
    [{ label: {} }, /unknown field label/],
  ])("%j", (change, sentence) => {
    const file = join(root, "config.json");
    writeFileSync(
      file,
      JSON.stringify({ ...JSON.parse(readFileSync(shipped, "utf8")), ...change }),
    );
    if (sentence) expect(() => readPretrainingConfig(file)).toThrow(sentence);
    else expect(readPretrainingConfig(file).maskShare01).toBe(0.3);
  });
});

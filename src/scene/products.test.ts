// Whole products, as folders and as zips: told by their files, opened as one scene with a band a channel, calibrated by
// their own tables; and what is missing is named.
import { type Zippable, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import {
  SAFE_NAME,
  SAFE_SIZE,
  type SafeFile,
  safeAmplitude,
  safeTable,
  tinySafe,
} from "../../test/fixtures/tinySafe.ts";
import { epsgFields, tiepointFields, writeTinyTiff } from "../../test/fixtures/tinyTiff.ts";
import { AppError } from "../base/errors.ts";
import { openScene } from "./openScene.ts";
import { packFolder } from "./packFolder.ts";
import { findProducts } from "./productTable.ts";
import { readCalibration } from "./sentinelCalibration.ts";
import { listZip, readEntryBlob } from "./zipEntries.ts";

const { widthPx, heightPx } = SAFE_SIZE;
type Level = 0 | 6;

function zipped(files: readonly SafeFile[], level: Level): Blob {
  const content: Zippable = Object.fromEntries(
    files.map(({ path, bytes }) => [path, [bytes, { level }] as const]),
  ) as Zippable;
  return new Blob([Uint8Array.from(zipSync(content))]);
}

function folder(files: readonly SafeFile[]): Blob {
  return packFolder(files.map(({ path, bytes }) => ({ path, file: new Blob([bytes]) })));
}

async function failure(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => new Error("It did not fail."),
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppError)) throw error;
  return error;
}

/** Both parts of the product's stored picture, by a way of its own. */
function expectedSigma(pol: "hh" | "hv", col: number, row: number): number {
  return (safeAmplitude(pol, col, row) / safeTable(pol, row, col)) ** 2;
}

describe.each([
  ["a folder", folder(tinySafe())],
  ["a zip of stored files", zipped(tinySafe(), 0)],
  ["a zip of deflated files", zipped(tinySafe(), 6)],
])("a Sentinel-1 product as %s", (_, file) => {
  it("opens as one scene with its channels, calibrated and not, placed and dated", async () => {
    const { scene, stored } = await openScene(file, SAFE_NAME);
    expect(scene.bandNames).toEqual(["HH", "HV", "HH sigma0", "HV sigma0"]);
    expect(scene.bandCount).toBe(4);
    expect([stored.widthPx, stored.heightPx]).toEqual([widthPx, heightPx]);
    expect(scene.acquisition).toEqual({ date: "2018-06-02", sensor: "Sentinel-1A" });
    expect(scene.crs.code).toBe("EPSG:3413");
    expect(scene.placement?.pointCount).toBe(30);
    expect(scene.statistics.valid01).toBeCloseTo((widthPx - 4) / widthPx, 6);
  });

  it("reads each channel's amplitudes, in windows, and sigma nought by the product's table", async () => {
    const { stored } = await openScene(file, SAFE_NAME);
    for (const [band, pol] of (["hh", "hv"] as const).entries()) {
      const amplitudes = await stored.readWindow(band, rows(7, 20));
      const sigma = await stored.readWindow(band + 2, rows(7, 20));
      for (let i = 0; i < amplitudes.length; i++) {
        const [col, row] = [i % widthPx, 7 + Math.floor(i / widthPx)];
        if (col < 4) {
          expect([amplitudes[i], sigma[i]]).toEqual([Number.NaN, Number.NaN]);
          continue;
        }
        expect(amplitudes[i]).toBe(safeAmplitude(pol, col, row));
        expect((sigma[i] as number) / expectedSigma(pol, col, row)).toBeCloseTo(1, 5);
      }
      const part = { firstCol: 5, firstRow: 9, widthPx: 7, heightPx: 3 };
      const cut = await stored.readWindow(band + 2, part);
      for (let i = 0; i < cut.length; i++)
        expect(cut[i]).toBe(sigma[(2 + Math.floor(i / 7)) * widthPx + 5 + (i % 7)]);
    }
  });
});

/** Of the whole width. */
const rows = (firstRow: number, heightPx: number) => ({ firstCol: 0, firstRow, widthPx, heightPx });

it("offers no calibrated band where the product has no table", async () => {
  const { scene } = await openScene(folder(tinySafe({ hasCalibration: false })), SAFE_NAME);
  expect(scene.bandNames).toEqual(["HH", "HV"]);
});

it("takes date and satellite from the annotation where the folder's name tells none", async () => {
  const { scene } = await openScene(folder(tinySafe({ name: "mine" })), "mine");
  expect(scene.acquisition).toEqual({ date: "2018-06-02", sensor: "Sentinel-1A" });
});

it("opens a channel only when it is asked for, and refuses one of another size", async () => {
  const files = tinySafe().map((file) =>
    /hv.*\.tiff$/.test(file.path) ? { ...file, bytes: smallTiff() } : file,
  );
  const { stored } = await openScene(folder(files), SAFE_NAME);
  expect((await stored.readWindow(0, rows(0, 1))).length).toBe(widthPx);
  const { code, message } = await failure(stored.readWindow(1, rows(0, 1)));
  expect(code).toBe("file-corrupt");
  expect(message).toContain("10 x 10 pixels");
});

it("says that a damaged table cannot calibrate, and shows the numbers all the same", async () => {
  const files = tinySafe().map((file) =>
    /calibration-.*hh/.test(file.path)
      ? { ...file, bytes: new TextEncoder().encode("<x/>") }
      : file,
  );
  const { stored } = await openScene(folder(files), SAFE_NAME);
  expect((await stored.readWindow(0, rows(0, 1)))[5]).toBe(safeAmplitude("hh", 5, 0));
  expect((await failure(stored.readWindow(2, rows(0, 1)))).code).toBe("file-corrupt");
});

it("is the same file whatever order a folder comes in and wherever it lies", async () => {
  const bytes = async (files: readonly SafeFile[]) =>
    new Uint8Array(await folder(files).arrayBuffer());
  expect(await bytes(tinySafe().toReversed())).toEqual(await bytes(tinySafe()));
});

describe("sigma nought", () => {
  const vector = (line: number, a: string) =>
    `<calibrationVector><line>${line}</line><pixel count="2">0 10</pixel><sigmaNought count="2">${a}</sigmaNought></calibrationVector>`;
  const { apply } = readCalibration(vector(0, "100 200") + vector(4, "300 400"), "c.xml");

  it("is bilinear over lines and pixels, and holds beyond the table", () => {
    const at = (line: number, col: number) => {
      const row = new Float32Array(14).fill(300);
      apply(row, { firstCol: 0, firstRow: line, widthPx: 14, heightPx: 1 }, 14);
      return row[col] as number;
    };
    expect(at(0, 0)).toBeCloseTo(9, 4);
    expect(at(0, 5)).toBeCloseTo(4, 5);
    expect(at(2, 5)).toBeCloseTo((300 / 250) ** 2, 5);
    expect(at(9, 0)).toBeCloseTo(1, 5);
    expect(at(4, 13)).toBeCloseTo((300 / 400) ** 2, 5);
  });

  it.each(["100", "100 -1", "100 x"])("refuses a table with %s", (a) => {
    expect(() => readCalibration(vector(0, a), "c.xml")).toThrow(/sigma nought/);
  });
});

function smallTiff(): Uint8Array<ArrayBuffer> {
  return writeTinyTiff({
    widthPx: 10,
    heightPx: 10,
    bitsPerSample: 16,
    sampleFormat: 1,
    pixels: Uint16Array.from({ length: 100 }, (_, i) => i + 1),
    fields: [...tiepointFields(500_000, 7_000_000, 10, 10), ...epsgFields(32624)],
  });
}

describe("other makers' products", () => {
  const told = (paths: readonly string[]) =>
    findProducts(paths).map(({ what, root, pictures }) => ({
      what,
      root,
      pictures:
        pictures.kind === "tiff"
          ? pictures.images.map(({ name, path }) => `${name} ${path}`)
          : pictures.kind === "gdal"
            ? [pictures.main, ...pictures.beside]
            : pictures.why,
    }));
  const IMG = "IMG-HH-ALPSRP123456789-H1.5GUA";
  const LED = "LED-ALPSRP123456789-H1.5GUA";
  const VOL = "VOL-ALPSRP123456789-H1.5GUA";

  it.each([
    [
      "a TerraSAR-X folder with a GeoTIFF",
      [
        "d/TSX1_SAR__EEC_x/TSX1_SAR__EEC_x.xml",
        "d/TSX1_SAR__EEC_x/IMAGEDATA/IMAGE_HH_SRA_strip_007.tif",
      ],
      {
        root: "d/TSX1_SAR__EEC_x",
        pictures: ["HH d/TSX1_SAR__EEC_x/IMAGEDATA/IMAGE_HH_SRA_strip_007.tif"],
      },
    ],
    [
      "a single-look TerraSAR-X folder",
      ["T/TDX1_SAR__SSC_x.xml", "T/IMAGEDATA/IMAGE_HH_SRA_strip_007.cos"],
      { root: "T", pictures: ["T/IMAGEDATA/IMAGE_HH_SRA_strip_007.cos"] },
    ],
    [
      "a RADARSAT-2 folder",
      ["RS2_x/product.xml", "RS2_x/imagery_HV.tif", "RS2_x/imagery_HH.tif"],
      { root: "RS2_x", pictures: ["HH RS2_x/imagery_HH.tif", "HV RS2_x/imagery_HV.tif"] },
    ],
    [
      "a RADARSAT Constellation folder",
      ["RCM1_x/metadata/product.xml", "RCM1_x/imagery/1234_HH.tif"],
      { root: "RCM1_x", pictures: ["HH RCM1_x/imagery/1234_HH.tif"] },
    ],
    [
      "an ALOS folder",
      [`a/${IMG}`, `a/${LED}`, `a/${VOL}`],
      { root: "a", pictures: [`a/${VOL}`, `a/${IMG}`, `a/${LED}`] },
    ],
    [
      "an ALOS folder without its leader",
      [`a/${IMG}`, `a/${VOL}`],
      { root: "a", pictures: expect.stringContaining("LED-") },
    ],
    [
      "an ERS folder",
      ["SCENE1/DAT_01.001", "SCENE1/LEA_01.001"],
      { root: "SCENE1", pictures: ["SCENE1/DAT_01.001"] },
    ],
    [
      "an ERS folder without its data",
      ["SCENE1/LEA_01.001"],
      { root: "SCENE1", pictures: expect.stringContaining("DAT_01.001") },
    ],
    [
      "an Envisat file in a folder",
      ["e/ASA_IMP_1PNESA20040101.N1"],
      { root: "e", pictures: ["e/ASA_IMP_1PNESA20040101.N1"] },
    ],
    [
      "an HDF5 product",
      ["c/CSKS1_GEC_B_HI_05_HH_RA_SF_2012.h5"],
      { root: "c", pictures: expect.stringContaining("HDF5") },
    ],
    [
      "a SAFE folder without measurements",
      ["S1A_IW_RAW__0SDH.SAFE/manifest.safe"],
      { root: "S1A_IW_RAW__0SDH.SAFE", pictures: expect.stringContaining("raw echoes") },
    ],
    [
      "a Sentinel-2 folder",
      ["S2A_MSIL1C.SAFE/manifest.safe"],
      { root: "S2A_MSIL1C.SAFE", pictures: expect.stringContaining("not of Sentinel-1") },
    ],
  ])("tells %s", (_, paths, expected) => {
    const found = told(paths);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject(expected);
  });

  it("takes none for a folder of scenes, a model or a stray product.xml", () => {
    expect(
      told(["day/a.tif", "day/b.png", "m/card.json", "m/weights.h5", "x/product.xml"]),
    ).toEqual([]);
  });

  it("shows the first swath of a single-look product and names the others", () => {
    const tiff = (swath: string, pol: string) =>
      `S.SAFE/measurement/s1a-${swath}-slc-${pol}-2018.tiff`;
    const paths = ["S.SAFE/manifest.safe", tiff("iw2", "hh"), tiff("iw1", "hv"), tiff("iw1", "hh")];
    expect(told(paths)[0]?.pictures).toEqual([
      `HH ${tiff("iw1", "hh")}`,
      `HV ${tiff("iw1", "hv")}`,
    ]);
    expect(findProducts(paths)[0]?.note).toContain("IW2");
  });

  it("says what a product lacks when it is opened", async () => {
    const file = folder([{ path: "SCENE1/LEA_01.001", bytes: new Uint8Array(4) }]);
    const { code, message } = await failure(openScene(file, "SCENE1"));
    expect([code, message]).toEqual(["product-incomplete", expect.stringContaining("DAT_01.001")]);
  });
});

describe("a zip of no product", () => {
  const bytes = smallTiff();
  it("opens when it holds one picture", async () => {
    const { scene } = await openScene(zipped([{ path: "in/a.tif", bytes }], 6), "a.zip");
    expect([scene.widthPx, scene.crs.code]).toEqual([10, "EPSG:32624"]);
  });
  it.each([
    [["a.tif", "b.tif"], "2 pictures"],
    [["read.me"], "neither a product"],
  ])("with %j is refused in a sentence", async (paths, said) => {
    const { code, message } = await failure(
      openScene(
        zipped(
          paths.map((path) => ({ path, bytes })),
          6,
        ),
        "a.zip",
      ),
    );
    expect(code).toBe("product-unknown");
    expect(message).toContain(said);
  });
});

describe("zips", () => {
  const files = [
    { path: "a/one.txt", bytes: new TextEncoder().encode("one") },
    { path: "two.txt", bytes: new TextEncoder().encode("two two two two two two") },
  ];

  it.each([0, 6] as const)("give their entries' bytes (level %i)", async (level) => {
    const file = zipped(files, level);
    const entries = await listZip(file);
    expect(entries.map(({ path }) => path)).toEqual(["a/one.txt", "two.txt"]);
    for (const [i, entry] of entries.entries())
      expect(new Uint8Array(await (await readEntryBlob(file, entry)).arrayBuffer())).toEqual(
        files[i]?.bytes,
      );
  });

  it("are refused cut short at any byte, or open without one of their entries", async () => {
    const whole = zipped(files, 6);
    for (let size = 4; size < whole.size; size += 7) {
      const { code } = await failure(listZip(whole.slice(0, size)));
      expect(code).toBe("file-corrupt");
    }
  });

  it("are refused when an entry unpacks to something else than its list says", async () => {
    const bytes = new Uint8Array(await zipped(files, 6).arrayBuffer());
    const file = new Blob([bytes]);
    const [, two] = await listZip(file);
    if (two === undefined) throw new Error("No entry.");
    for (const sizeBytes of [10, 40])
      expect((await failure(readEntryBlob(file, { ...two, sizeBytes }))).code).toBe("file-corrupt");
    const bomb = { ...two, sizeBytes: 2 ** 31 };
    expect((await failure(readEntryBlob(file, bomb))).code).toBe("file-too-large");
    const locked = { ...two, isEncrypted: true };
    expect((await failure(readEntryBlob(file, locked))).message).toContain("encrypted");
  });

  it("leave out paths that lead out of them", async () => {
    const file = zipped([{ path: "../a.tif", bytes: new Uint8Array(1) }], 0);
    expect(await listZip(file)).toEqual([]);
  });
});

// What the profiles write: values by rule, fields that fit, and what is said to be missing.
import fc from "fast-check";
import { expect, it, describe as suite } from "vitest";
import { crsOfCode } from "../../geo/targetCrs.ts";
import type { Front, FrontOrigin } from "../document.ts";
import { emptySceneLabel, type FrontLabel, NOTHING_KNOWN, type SceneLabel } from "../label.ts";
import { drawnFront } from "../newFront.ts";
import { describeFront } from "./describeFront.ts";
import { decimalYearOf } from "./fieldRules.ts";
import { PLAIN } from "./plain.ts";
import { cutBytes, fitted, missingIn, PROFILES, rowOf } from "./profiles.ts";

const CRS = crsOfCode("EPSG:3413");

const PREDICTED: FrontOrigin = {
  kind: "predicted",
  modelName: "attention-unet",
  weightsSha256: "0123456789abcdef0123",
  backend: "wasm",
  band: 0,
  preprocessing: "",
  at: "2026-01-01T00:00:00Z",
};

function described(
  label: Partial<FrontLabel> = {},
  front: Partial<Front> = {},
  sceneLabel: Partial<SceneLabel> = {},
) {
  if (CRS === null) throw new Error("3413 is known");
  const drawn = drawnFront("f", "s", [
    [300_000, -2_560_000],
    [301_000, -2_560_000],
  ]);
  return describeFront(
    { ...drawn, ...front, label: { ...drawn.label, ...label } },
    { ...emptySceneLabel("s"), ...sceneLabel },
    {
      fileName: "s1_helheim_20180602.tif",
      crs: CRS,
      description: { ...NOTHING_KNOWN, date: "2018-06-02", sensor: "Sentinel-1" },
    },
    " A. Nansen ",
  );
}

suite("the default table", () => {
  it("has the 21 fields of the conventions in their order", () => {
    expect(PLAIN.fields.map(({ name }) => name).join(" ")).toBe(
      "GlacierID Date Year Month Day DecDate QualFlag Satellite ImageID Author Center_X Center_Y Method Model ModelHash EditFrac UncM Length_m Status Reviewer Notes",
    );
  });

  it("takes from the front, then the scene's label, then the file", () => {
    const front = described({ glacierId: "175" }, {}, { sensor: "Sentinel-1B", glacierId: "9" });
    expect(rowOf(PLAIN, front)).toMatchObject({
      GlacierID: 175,
      Date: "2018-06-02",
      Year: 2018,
      Month: 6,
      Day: 2,
      DecDate: Number((2018 + 152 / 365).toFixed(6)),
      Satellite: "Sentinel-1B",
      ImageID: "s1_helheim_20180602",
      Author: "A. Nansen",
      Center_X: 300_500,
      Center_Y: -2_560_000,
      Method: "manual",
      QualFlag: "00",
      EditFrac: 1,
      Status: "unreviewed",
    });
  });
});

it.each([
  [{}, {}, "00"],
  [{ flags: ["01", "04"] }, {}, "01, 04"],
  [{}, { origin: PREDICTED }, "10"],
  [{ flags: ["04"] }, { origin: PREDICTED }, "10, 04"],
  [{ sensor: "Landsat 7", date: "2003-06-01" }, { origin: PREDICTED }, "13"],
  [{ sensor: "Landsat 7", date: "2003-05-31" }, { origin: PREDICTED }, "10"],
  [{ sensor: "Landsat 7", date: "2010-01-01" }, {}, "03"],
  [{}, { origin: PREDICTED, corrected: true }, "00"],
  [{ flags: ["02"] }, { origin: PREDICTED, corrected: true }, "02"],
] as const)("quality flags of %j, %j: %s", (label, front, flags) => {
  expect(rowOf(PLAIN, described(label, front)).QualFlag).toBe(flags);
});

it.each([
  [{}, {}, {}, 0],
  [{ flags: ["02"] }, {}, {}, 2],
  [{ flags: ["01", "02"] }, {}, {}, 1],
  [{ flags: ["03"] }, {}, {}, 3],
  [{}, { origin: PREDICTED }, {}, 1],
  [{}, { origin: PREDICTED }, { review: "accepted" }, 0],
] as const)("NSIDC quality of %j, %j, %j: %i", (label, front, scene, quality) => {
  const row = rowOf(PROFILES["nsidc-0642"], described(label, front, scene));
  expect(row.Quality_Fl).toBe(quality);
});

it("counts decimal years through leap years", () => {
  expect(decimalYearOf("2020-12-31")).toBeCloseTo(2020 + 365 / 366, 9);
  expect(decimalYearOf("2019-01-01")).toBe(2019);
  expect(decimalYearOf("1985-00-00")).toBe(decimalYearOf("1985-07-02"));
});

it("gives MaQiT every field on every feature", () => {
  const row = rowOf(PROFILES.geedit, described());
  expect(Object.keys(row)).toEqual(
    "Name Date Satellite ImagePath Unclear Notes Asc_Desc Description".split(" "),
  );
  expect(Object.values(row).every((value) => value !== null)).toBe(true);
  expect(row.Description).toBe("EarthEngine");
});

it("writes satellites and glaciers as AutoTerm does", () => {
  const front = described({ glacierId: "12", sensor: "Landsat 8" });
  expect(rowOf(PROFILES.autoterm, front)).toMatchObject({
    "Glacier ID": 12,
    Satellite: "Landsat8",
  });
  expect(PROFILES.autoterm.stemOf?.(front)).toBe("GID12");
});

it("has only field names that a shapefile takes, none twice", () => {
  for (const { fields, formats } of Object.values(PROFILES)) {
    const names = fields.map(({ name }) => name.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
    if (formats.includes("shapefile"))
      expect(names.every((name) => /^[a-z_][a-z0-9_ ]{0,9}$/.test(name))).toBe(true);
  }
});

it("says what is missing and what will be cut", () => {
  const told = (...asked: Parameters<typeof missingIn>) =>
    missingIn(...asked).map(({ level, text }) => `${level}: ${text}`);
  const termPicks = told(PROFILES.termpicks, [described({ glacierId: "JAC" })]);
  expect(termPicks).toEqual([
    "warning: GlacierID is needed and missing on the front.",
    'warning: The glacier id "JAC" is not a whole number, as this profile wants it, and is left empty.',
  ]);
  expect(
    told(PROFILES.termpicks, [described({ date: "" }), described({ glacierId: "1" })]),
  ).toEqual(["warning: GlacierID and Date are needed and missing on 1 of 2 fronts."]);
  expect(told(PLAIN, [described({ notes: "ж".repeat(200) }), described()])).toEqual([
    "warning: Notes is too long on 1 of 2 fronts and will be cut.",
  ]);
});

it("cuts text at the bytes of UTF-8 and never within a character", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 0, max: 40 }), (text, most) => {
      const cut = cutBytes(text, most);
      expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(most);
      expect(text.startsWith(cut)).toBe(true);
      // Half a character would come back as the sign for one that is none.
      expect(Buffer.from(cut).toString()).toBe(cut);
    }),
  );
  expect(fitted("a\u0000b\u0007", { kind: "text", maxBytes: 9 })).toBe("ab");
  expect(fitted(123456, { kind: "integer", digits: 4 })).toBeNull();
});

suite("the author of a colleague's front", () => {
  const imported = { kind: "imported", annotator: "B. Colleague", fileName: "b.shp" } as const;
  const at = "2026-05-01T00:00:00Z";
  const corrected = (...hands: readonly string[]) =>
    described(
      {},
      {
        origin: imported,
        corrected: true,
        changed: { by: hands[0] ?? "", at },
        vertices: hands.map((by, i) => ({
          at: [300_000 + 1000 * i, -2_560_000],
          provenance: "corrected",
          mark: { by, at },
        })),
      },
    ).author;

  it("is the colleague as long as nobody else corrects it", () => {
    expect(described({}, { origin: imported }).author).toBe("B. Colleague");
    expect(described({ author: "Col_B" }, { origin: imported }).author).toBe("Col_B");
    expect(corrected("B. Colleague", "B. Colleague")).toBe("B. Colleague");
  });

  it("names who corrected it; a hand without a name is that of who exports", () => {
    expect(corrected("C. Nansen", "B. Colleague")).toBe("B. Colleague, corrected by C. Nansen");
    expect(corrected("", "C. Nansen")).toBe("B. Colleague, corrected by A. Nansen and C. Nansen");
    const label = { ...described({}, { origin: imported, corrected: true }) };
    expect(label.author).toBe("B. Colleague, corrected by another hand");
  });

  it("is whoever signed a front that was drawn here or came with a merged project", () => {
    const drawn = (...hands: readonly string[]) =>
      described(
        {},
        {
          origin: { kind: "drawn" },
          vertices: hands.map((by, i) => ({
            at: [300_000 + 1000 * i, -2_560_000],
            provenance: "drawn",
            mark: { by, at },
          })),
        },
      ).author;
    expect(drawn("B. Other", "B. Other")).toBe("B. Other");
    expect(drawn("C. Nansen", "B. Other", "B. Other")).toBe("B. Other and C. Nansen");
    // Drawn before the name was told: who exports says it.
    expect(drawn("", "")).toBe("A. Nansen");
  });

  it("stays the colleague's name where GLIMS asks for the analyst", () => {
    const front = { ...described({}, { origin: imported }), author: "x, corrected by y" };
    expect(rowOf(PROFILES.glims, front)).toMatchObject({
      ANLST_SURN: "Colleague",
      ANLST_GIVN: "B.",
    });
  });
});

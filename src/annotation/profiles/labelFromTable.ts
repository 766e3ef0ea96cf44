// A front's label out of another program's attribute table: which columns mean what, across the profiles.
import type { FieldValue } from "../../base/attributeTable.ts";
import { EMPTY_FRONT_LABEL, type FrontLabel, QUALITY_FLAGS, type QualityFlag } from "../label.ts";

export type Attributes = Readonly<Record<string, FieldValue>>;

/** Column names by what they hold, lower case; the cut ones are what shapefiles leave of GEEDiT's. */
const COLUMNS = {
  glacierId: ["glacierid", "glacier_id", "glacier id", "local_id", "termpicksid", "termpicksi"],
  glacierName: ["glac_name", "name", "grnlndcn", "grnlndcnam", "official", "officialn", "altname"],
  date: ["date", "sourcedate", "src_date"],
  sensor: ["satellite", "sensor"],
  imageId: ["imageid", "image_id", "imagepath"],
  author: ["author", "operatorname", "operatorna", "anlst_surn"],
  notes: ["notes"],
} as const;

/** Columns that are 1 where a flag is set. */
const FLAG_COLUMNS: Readonly<Record<string, QualityFlag>> = {
  unclear: "01",
  cloudshadowflag: "01",
  cloudshado: "01",
  otherimageflag: "02",
  otherimage: "02",
  slcflag: "03",
  partialpickflag: "04",
  partialpic: "04",
};

const NSIDC_QUALITY: Readonly<Record<string, QualityFlag>> = { "1": "01", "2": "02", "3": "03" };

/** Null where the table has no such column or nothing in it. */
function cell(attributes: Attributes, names: readonly string[]): string | null {
  const byName = new Map(Object.entries(attributes).map(([k, v]) => [k.toLowerCase(), v]));
  for (const name of names) {
    const value = byName.get(name);
    if (value !== undefined && value !== null && String(value).trim() !== "")
      return String(value).trim();
  }
  return null;
}

export function labelFromTable(attributes: Attributes): FrontLabel {
  const read = (key: keyof typeof COLUMNS) => cell(attributes, COLUMNS[key]);
  return {
    ...EMPTY_FRONT_LABEL,
    glacierId: read("glacierId"),
    glacierName: read("glacierName"),
    date: isoDate(read("date")),
    sensor: read("sensor"),
    imageId: read("imageId"),
    author: authorOf(attributes, read("author")),
    flags: flagsOf(attributes),
    notes: read("notes") ?? "",
  };
}

function authorOf(attributes: Attributes, name: string | null): string | null {
  const given = cell(attributes, ["anlst_givn"]);
  return given === null || name === null ? name : `${given} ${name}`;
}

/** YYYY-MM-DD, YYYYMMDD, YYYY/MM/DD, with or without a time; null for others. */
function isoDate(text: string | null): string | null {
  const found = /^(\d{4})[-/]?(\d{2})[-/]?(\d{2})(?:[T ].*)?$/.exec(text ?? "");
  return found === null ? null : found.slice(1).join("-");
}

/** One- and two-digit TermPicks codes; 00, 05 and the automatic ones say how the front was made, not how good it is. */
function flagsOf(attributes: Attributes): QualityFlag[] {
  const found = new Set<string>();
  for (const code of (cell(attributes, ["qualflag"]) ?? "").split(/[,;\s]+/)) {
    const digits = code.padStart(2, "0");
    found.add(digits === "13" ? "03" : digits);
  }
  const nsidc = NSIDC_QUALITY[cell(attributes, ["quality_fl"]) ?? ""];
  if (nsidc !== undefined) found.add(nsidc);
  for (const [name, value] of Object.entries(attributes)) {
    const flag = FLAG_COLUMNS[name.toLowerCase()];
    if (flag !== undefined && Number(value) === 1) found.add(flag);
  }
  return QUALITY_FLAGS.filter((flag) => found.has(flag));
}

/** Whether the table says that a network traced the line. */
export function isTracedByNetwork(attributes: Attributes): boolean {
  const method = cell(attributes, ["method"]);
  const codes = (cell(attributes, ["qualflag"]) ?? "").split(/[,;\s]+/);
  return method === "auto" || codes.includes("10") || codes.includes("13");
}

const SIGNS: readonly (readonly [profile: string, columns: readonly string[]])[] = [
  ["Icefront", ["modelhash", "editfrac"]],
  ["CALFIN", ["refname", "qualflag", "grnlndcn"]],
  ["TermPicks", ["decdate", "qualflag"]],
  ["NSIDC", ["quality_fl", "sourcedate"]],
  ["GEEDiT, TermPicks edition", ["operatorname"]],
  ["GEEDiT, TermPicks edition", ["operatorna"]],
  ["GEEDiT v1", ["unclear", "imagepath"]],
  ["GEEDiT v2", ["pointlat", "imagepath"]],
  ["AutoTerm", ["glacier id", "error"]],
  ["GLIMS", ["line_type", "anlys_id"]],
];

/** Whose table it looks like; null for none that is known. */
export function profileOfTable(fields: readonly string[]): string | null {
  const names = new Set(fields.map((field) => field.toLowerCase()));
  return SIGNS.find(([, columns]) => columns.every((column) => names.has(column)))?.[0] ?? null;
}

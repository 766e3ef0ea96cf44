// TermPicks and TermPicks+CALFIN, version 2 (The Cryosphere 16, 3215, 2022): one shapefile in EPSG:3413.
import * as rule from "./fieldRules.ts";
import { integer, type Profile, type ProfileField, real, text } from "./profile.ts";

export const TERMPICKS_FIELDS: readonly ProfileField[] = [
  {
    name: "GlacierID",
    type: integer(9),
    meaning: "TermPicks number of the glacier",
    valueOf: rule.glacierNumber,
    isNeeded: true,
  },
  {
    name: "Date",
    type: text(10),
    meaning: "Date of the image, YYYY-MM-DD",
    valueOf: rule.date,
    isNeeded: true,
  },
  { name: "Year", type: integer(4), meaning: "Year of the image", valueOf: rule.year },
  { name: "Month", type: integer(2), meaning: "Month of the image", valueOf: rule.month },
  { name: "Day", type: integer(2), meaning: "Day of the image", valueOf: rule.day },
  {
    name: "DecDate",
    type: real(12, 6),
    meaning: "Decimal year: year + (day of the year - 1) / days of the year",
    valueOf: rule.decimalYear,
  },
  {
    name: "QualFlag",
    type: text(16),
    meaning: "TermPicks quality codes: 00, 01..05, 10 automatic, 13 automatic and SLC-off",
    valueOf: rule.qualityFlags,
  },
  {
    name: "Satellite",
    type: text(20),
    meaning: "Satellite that took the image",
    valueOf: rule.sensor,
    isNeeded: true,
  },
  {
    name: "ImageID",
    type: text(100),
    meaning: "Product or scene id of the image",
    valueOf: rule.imageId,
  },
  {
    name: "Author",
    type: text(80),
    meaning: "Who drew or corrected the front",
    valueOf: rule.author,
    isNeeded: true,
  },
  {
    name: "Center_X",
    type: real(16, 3),
    meaning: "Middle of the front in EPSG:3413 (EPSG:3031 in the south), x in metres",
    valueOf: rule.centreX,
  },
  {
    name: "Center_Y",
    type: real(16, 3),
    meaning: "Middle of the front in EPSG:3413 (EPSG:3031 in the south), y in metres",
    valueOf: rule.centreY,
  },
];

export const TERMPICKS: Profile = {
  name: "termpicks",
  title: "TermPicks (+CALFIN) V2",
  fields: TERMPICKS_FIELDS,
  targetCrs: "EPSG:3413",
  formats: ["shapefile", "geopackage", "geojson", "csv"],
  fileFor: "all",
  stemOf: null,
  caution:
    "Center_X and Center_Y are the middle of the front, since the point that TermPicks keeps for the glacier is not known here; TermPicks' own field widths are not published.",
};

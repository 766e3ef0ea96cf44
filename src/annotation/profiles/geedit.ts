// GEEDiT version 1, in the form that MaQiT merges: one lower-case .geojson a date, longitude and latitude, single lines.
import * as rule from "./fieldRules.ts";
import { integer, type Profile, text } from "./profile.ts";

export const GEEDIT: Profile = {
  name: "geedit",
  title: "GEEDiT v1, reads in MaQiT",
  fields: [
    {
      name: "Name",
      type: text(254),
      meaning: "Glacier",
      // MaQiT needs every field on every feature, so what is not known is empty text and never null.
      valueOf: (front) => rule.glacierName(front) ?? rule.glacierText(front) ?? "",
      isNeeded: true,
    },
    {
      name: "Date",
      type: text(10),
      meaning: "Date of the image, YYYY-MM-DD",
      valueOf: (front) => rule.date(front) ?? "",
      isNeeded: true,
    },
    {
      name: "Satellite",
      type: text(254),
      meaning: "Satellite that took the image",
      valueOf: (front) => rule.sensor(front) ?? "",
      isNeeded: true,
    },
    {
      name: "ImagePath",
      type: text(254),
      meaning: "Product or scene id of the image",
      valueOf: (front) => rule.imageId(front) ?? "",
    },
    {
      name: "Unclear",
      type: integer(1),
      meaning: "1 where the image is uncertain (flag 01) or the front is incomplete (flag 04)",
      valueOf: ({ front: { label } }) =>
        label.flags.includes("01") || label.flags.includes("04") ? 1 : 0,
    },
    { name: "Notes", type: text(254), meaning: "Notes on the front", valueOf: rule.notes },
    {
      name: "Asc_Desc",
      type: text(20),
      meaning: "Ascending or descending orbit; not known here, left empty",
      valueOf: () => "",
    },
    {
      name: "Description",
      type: text(20),
      meaning: "The constant that GEEDiT writes",
      valueOf: () => "EarthEngine",
    },
  ],
  targetCrs: "EPSG:4326",
  formats: ["geojson"],
  fileFor: "date",
  stemOf: ({ description: { date, glacierName, glacierId } }) =>
    [date ?? "undated", glacierName ?? glacierId].filter((part) => part !== null).join("_"),
  caution: null,
};

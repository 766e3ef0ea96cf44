// NSIDC-0642 version 2: glacier termini of Greenland.
import * as rule from "./fieldRules.ts";
import { integer, type Profile, text } from "./profile.ts";

export const NSIDC_0642: Profile = {
  name: "nsidc-0642",
  title: "NSIDC-0642 v2",
  fields: [
    {
      name: "Glacier_ID",
      type: integer(9),
      meaning: "NSIDC number of the glacier",
      valueOf: rule.glacierNumber,
      isNeeded: true,
    },
    {
      name: "SourceDate",
      type: text(10),
      meaning: "Date of the image, YYYY-MM-DD",
      valueOf: rule.date,
      isNeeded: true,
    },
    {
      name: "Sensor",
      type: text(40),
      meaning: "Satellite that took the image",
      valueOf: rule.sensor,
      isNeeded: true,
    },
    {
      name: "Image_ID",
      type: text(100),
      meaning: "Product or scene id of the image",
      valueOf: rule.imageId,
      isNeeded: true,
    },
    {
      name: "Quality_Fl",
      type: integer(2),
      meaning: "0 confident, 1 uncertain, 2 checked with another image, 3 Landsat-7 SLC-off",
      valueOf: rule.nsidcQuality,
    },
  ],
  targetCrs: null,
  formats: ["shapefile", "geopackage", "geojson", "csv"],
  fileFor: "all",
  stemOf: null,
  caution:
    "Automatic fronts of a scene that nobody has accepted are written as 1 (uncertain); the type of SourceDate in NSIDC's own files is not confirmed.",
};

// AutoTerm (The Cryosphere 17, 3485, 2023): one file a glacier, GID<n>.
import * as rule from "./fieldRules.ts";
import { integer, type Profile, text } from "./profile.ts";

export const AUTOTERM: Profile = {
  name: "autoterm",
  title: "AutoTerm",
  fields: [
    {
      name: "Date",
      type: text(10),
      meaning: "Date of the image, YYYY-MM-DD",
      valueOf: rule.date,
      isNeeded: true,
    },
    {
      name: "Glacier ID",
      type: integer(9),
      meaning: "AutoTerm number of the glacier",
      valueOf: rule.glacierNumber,
      isNeeded: true,
    },
    {
      name: "Satellite",
      type: text(20),
      meaning: "Landsat5, Landsat7, Landsat8, Sentinel1 or Sentinel2",
      valueOf: rule.shortSatellite,
      isNeeded: true,
    },
    {
      name: "Error",
      type: text(20),
      meaning:
        "Error in metres from Monte Carlo dropout and duplicates: N/A, since Icefront has neither",
      valueOf: () => "N/A",
    },
  ],
  targetCrs: null,
  formats: ["shapefile", "geopackage", "geojson"],
  fileFor: "glacier",
  stemOf: (front) => `GID${rule.glacierNumber(front) ?? "unknown"}`,
  caution:
    "Error is written as N/A: AutoTerm means by it a measure that is not computed here. The half width of the predicted band is in the sidecar.",
};

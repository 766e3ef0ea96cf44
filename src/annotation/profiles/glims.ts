// GLIMS: the fields of its line files. A calving front has no line type of its own there.
import * as rule from "./fieldRules.ts";
import { integer, type Profile, text } from "./profile.ts";

export const GLIMS: Profile = {
  name: "glims",
  title: "GLIMS lines",
  fields: [
    {
      name: "LINE_TYPE",
      type: text(20),
      meaning: "glac_bound: GLIMS has no type for calving fronts alone",
      valueOf: () => "glac_bound",
    },
    {
      name: "ANLYS_ID",
      type: integer(9),
      meaning: "Number of the analysis; GLIMS gives it",
      valueOf: () => null,
    },
    {
      name: "ANLYS_TIME",
      type: text(20),
      meaning: "When the front was last changed, UTC",
      valueOf: ({ front: { changed, origin } }) =>
        (changed?.at ?? (origin.kind === "predicted" ? origin.at : null))?.slice(0, 19) ?? null,
    },
    {
      name: "SRC_DATE",
      type: text(20),
      meaning: "Date of the image",
      valueOf: ({ description: { date } }) => (date === null ? null : `${date}T00:00:00`),
      isNeeded: true,
    },
    {
      name: "GLAC_NAME",
      type: text(80),
      meaning: "Name of the glacier",
      valueOf: rule.glacierName,
      isNeeded: true,
    },
    {
      name: "LOCAL_ID",
      type: text(40),
      meaning: "The glacier's id as the analyst counts it",
      valueOf: rule.glacierText,
    },
    {
      name: "ANLST_SURN",
      type: text(40),
      meaning: "Analyst's surname: the last word of who drew the front",
      valueOf: ({ drawnBy }) =>
        drawnBy
          ?.trim()
          .split(/[\s_]+/)
          .at(-1) ?? null,
      isNeeded: true,
    },
    {
      name: "ANLST_GIVN",
      type: text(40),
      meaning: "Analyst's given names: the name without the last word",
      valueOf: ({ drawnBy }) =>
        drawnBy
          ?.trim()
          .split(/[\s_]+/)
          .slice(0, -1)
          .join(" ") || null,
    },
    {
      name: "ANLST_AFFL",
      type: text(80),
      meaning: "Analyst's institute; not known here",
      valueOf: () => null,
    },
    {
      name: "PROC_DESC",
      type: text(254),
      meaning: "How the front was made",
      valueOf: (front) => {
        const model = rule.modelName(front);
        const share = Math.round(100 * Number(rule.handShare(front)));
        return model === null
          ? "Digitised by hand in Icefront"
          : `Predicted by ${model} in Icefront, ${share} % of its length set by hand`;
      },
    },
  ],
  targetCrs: null,
  formats: ["shapefile", "geopackage", "geojson"],
  fileFor: "all",
  stemOf: null,
  caution:
    "GLIMS assigns ANLYS_ID and knows no line type for calving fronts: glac_bound is written. Check with your regional centre before you submit.",
};

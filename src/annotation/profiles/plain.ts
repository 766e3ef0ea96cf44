// Our own table: TermPicks with provenance and review, for every format.

import { VECTOR_FORMATS } from "../../base/attributeTable.ts";
import * as rule from "./fieldRules.ts";
import { type Profile, type ProfileField, real, text } from "./profile.ts";
import { TERMPICKS_FIELDS } from "./termPicks.ts";

const ADDED: readonly ProfileField[] = [
  {
    name: "Method",
    type: text(12),
    meaning:
      "manual, auto (predicted and untouched) or corrected (predicted, then changed by hand)",
    valueOf: rule.method,
  },
  { name: "Model", type: text(40), meaning: "Network that predicted it", valueOf: rule.modelName },
  {
    name: "ModelHash",
    type: text(16),
    meaning: "First 16 digits of the SHA-256 of the network's weights",
    valueOf: rule.modelHash,
  },
  {
    name: "EditFrac",
    type: real(6, 3),
    meaning: "Share of the front's length set by hand, 0..1",
    valueOf: rule.handShare,
  },
  {
    name: "UncM",
    type: real(10, 2),
    meaning: "Half the width of the predicted band, metres",
    valueOf: rule.uncertaintyMetres,
  },
  {
    name: "Length_m",
    type: real(14, 2),
    meaning: "Length on the WGS84 ellipsoid, metres",
    valueOf: rule.lengthMetres,
  },
  {
    name: "Status",
    type: text(12),
    meaning: "Review of the scene: unreviewed, accepted, rejected or needs-review",
    valueOf: rule.status,
  },
  { name: "Reviewer", type: text(40), meaning: "Who reviewed the scene", valueOf: rule.reviewer },
  { name: "Notes", type: text(254), meaning: "Notes on the front", valueOf: rule.notes },
];

export const PLAIN: Profile = {
  name: "plain",
  title: "Plain: everything Icefront knows",
  fields: [...TERMPICKS_FIELDS.map((field) => ({ ...field, isNeeded: false })), ...ADDED],
  targetCrs: null,
  formats: VECTOR_FORMATS,
  fileFor: "all",
  stemOf: null,
  caution: null,
};

// What an export profile is: a table of fields with their types and rules, as a community's tools expect them. Plain data.
import type { FieldType, FieldValue, TableField, VectorFormat } from "../../base/attributeTable.ts";
import type { DescribedFront } from "./describeFront.ts";

/** Names have at most 10 bytes of ASCII, unique within a profile whatever the case, or the profile writes no shapefile. */
export type ProfileField = TableField & {
  /** For people and for the sidecar: what the field holds. */
  readonly meaning: string;
  readonly valueOf: (front: DescribedFront) => FieldValue;
  /** Whether readers of the profile's files cannot do without it. */
  readonly isNeeded?: boolean;
};

export const PROFILE_NAMES = [
  "plain",
  "termpicks",
  "nsidc-0642",
  "geedit",
  "autoterm",
  "glims",
] as const;
export type ProfileName = (typeof PROFILE_NAMES)[number];

export type Profile = {
  readonly name: ProfileName;
  readonly title: string;
  readonly fields: readonly ProfileField[];
  /** The only coordinate system that readers expect; null where any will do. */
  readonly targetCrs: string | null;
  /** In order of preference. */
  readonly formats: readonly VectorFormat[];
  /** What goes into a file of its own. */
  readonly fileFor: "all" | "date" | "glacier";
  /** File name without extension of a group of fronts; null takes the scene's. */
  readonly stemOf: ((front: DescribedFront) => string) | null;
  /** What of the profile is not confirmed by its publishers; one sentence, null when nothing. */
  readonly caution: string | null;
};

/** What a user should know before files are written; a warning tells of what readers of the files will miss. */
export type Remark = { readonly level: "warning" | "info"; readonly text: string };

export const warning = (sentence: string): Remark => ({ level: "warning", text: sentence });
export const info = (sentence: string): Remark => ({ level: "info", text: sentence });

export const text = (maxBytes: number): FieldType => ({ kind: "text", maxBytes });
export const integer = (digits: number): FieldType => ({ kind: "integer", digits });
export const real = (digits: number, decimals: number): FieldType => ({
  kind: "real",
  digits,
  decimals,
});

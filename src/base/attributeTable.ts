// Columns of an attribute table as a DBF stores them, and the formats that such tables are written in.

/** Text by bytes of UTF-8; numbers by digits, sign and point counted. */
export type FieldType =
  | { readonly kind: "text"; readonly maxBytes: number }
  | { readonly kind: "integer"; readonly digits: number }
  | { readonly kind: "real"; readonly digits: number; readonly decimals: number };

export type FieldValue = string | number | null;

export type TableField = { readonly name: string; readonly type: FieldType };

export const VECTOR_FORMATS = [
  "shapefile",
  "geopackage",
  "geojson",
  "kml",
  "flatgeobuf",
  "csv",
] as const;
export type VectorFormat = (typeof VECTOR_FORMATS)[number];

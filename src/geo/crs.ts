// What is known of a coordinate reference system; plain data that crosses worker boundaries.

/**
 * `projected`: map units of `metresPerUnit` metres. `geographic`: degrees of longitude and latitude.
 * `pixel`: no CRS; map x = column, map y = -row.
 */
export type Crs = {
  readonly kind: "projected" | "geographic" | "pixel";
  /** `EPSG:3413`; null for a user-defined CRS and for pixels. */
  readonly code: string | null;
  /** For people: "WGS 84 / NSIDC Sea Ice Polar Stereographic North". */
  readonly name: string;
  /** proj4 definition; null only for pixels. */
  readonly proj4: string | null;
  /** Metres per map unit; 1 for metres, null for degrees and pixels. */
  readonly metresPerUnit: number | null;
};

/** Map x = column, map y = -row: a scene without georeferencing. */
export const PIXEL_CRS: Crs = {
  kind: "pixel",
  code: null,
  name: "pixel coordinates",
  proj4: null,
  metresPerUnit: null,
};

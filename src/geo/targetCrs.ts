// The coordinate reference systems that fronts can be exported in.
import type { LonLat } from "./coordinates.ts";
import { type Crs, PIXEL_CRS } from "./crs.ts";
import { utmEpsg } from "./utmZone.ts";

/** `crs` is "scene" for the scene's own, else an EPSG code; `label` is for people. */
export type TargetCrs = { readonly crs: string; readonly label: string };

const FIXED: readonly Crs[] = [
  {
    kind: "projected",
    code: "EPSG:3413",
    name: "WGS 84 / NSIDC Sea Ice Polar Stereographic North",
    proj4:
      "+proj=stere +lat_0=90 +lat_ts=70 +lon_0=-45 +x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs",
    metresPerUnit: 1,
  },
  {
    kind: "projected",
    code: "EPSG:3031",
    name: "WGS 84 / Antarctic Polar Stereographic",
    proj4:
      "+proj=stere +lat_0=-90 +lat_ts=-71 +lon_0=0 +x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs",
    metresPerUnit: 1,
  },
  {
    kind: "geographic",
    code: "EPSG:4326",
    name: "WGS 84",
    proj4: "+proj=longlat +datum=WGS84 +no_defs",
    metresPerUnit: null,
  },
];

/** EPSG:3413, 3031, 4326 and the WGS84 UTM zones, without any table; null for every other code. */
export function crsOfCode(code: string): Crs | null {
  const fixed = FIXED.find((crs) => crs.code === code);
  if (fixed !== undefined) return fixed;
  // 325xx looks alike but is WGS 72BE.
  const utm = /^EPSG:32([67])(\d\d)$/.exec(code);
  const zone = Number(utm?.[2]);
  if (utm === null || zone < 1 || zone > 60) return null;
  const isSouth = utm[1] === "7";
  return {
    kind: "projected",
    code,
    name: `WGS 84 / UTM zone ${zone}${isSouth ? "S" : "N"}`,
    proj4: `+proj=utm +zone=${zone}${isSouth ? " +south" : ""} +datum=WGS84 +units=m +no_defs`,
    metresPerUnit: 1,
  };
}

export const polarEpsg = ([, lat]: LonLat) => (lat < 0 ? "EPSG:3031" : "EPSG:3413");

/** What was chosen last if this scene can go there, else the polar grid of its place, else the scene's own. */
export function defaultTarget(
  targets: readonly TargetCrs[],
  remembered: string | null,
  centre: LonLat | null,
): string {
  const wanted = [remembered, centre === null ? null : polarEpsg(centre)];
  return wanted.find((code) => targets.some(({ crs }) => crs === code)) ?? "scene";
}

/** What an export of this scene can be written in, the scene's own first; only that one without a CRS. */
export function exportTargets(sceneCrs: Crs, centre: LonLat | null): readonly TargetCrs[] {
  const own = sceneCrs.code === null ? sceneCrs.name : `${sceneCrs.code}, ${sceneCrs.name}`;
  const targets: TargetCrs[] = [{ crs: "scene", label: `As the scene: ${own}` }];
  if (sceneCrs.kind === PIXEL_CRS.kind) return targets;
  const utm = centre === null ? null : utmEpsg(centre);
  // A polar grid reaches only its own half of the Earth.
  const polar = centre === null ? ["EPSG:3413", "EPSG:3031"] : [polarEpsg(centre)];
  for (const code of [...polar, "EPSG:4326", utm]) {
    const crs = code === null ? null : crsOfCode(code);
    if (crs !== null && code !== null && code !== sceneCrs.code)
      targets.push({ crs: code, label: `${code}, ${crs.name}` });
  }
  return targets;
}

// Which coordinate reference system a GeoTIFF's keys name, found without a network.
import type { GeoKeys as LibraryKeys, ProjectionParameters } from "geotiff-geokeys-to-proj4";
import type { Crs } from "../geo/crs.ts";
import { crsOfCode } from "../geo/targetCrs.ts";
import type { GeoKeys } from "./geoKeys.ts";

/** `crs` null with the reason in a sentence, or null too where the keys name no CRS at all. */
export type CrsFinding = { readonly crs: Crs | null; readonly problem: string | null };

const USER_DEFINED = 32767;

/** Map units stay those of the file: the definition carries the factor to metres. */
export async function crsFromGeoKeys(keys: GeoKeys): Promise<CrsFinding> {
  const projected = codeOf(keys, "ProjectedCSTypeGeoKey");
  const geographic = codeOf(keys, "GeographicTypeGeoKey");
  const isProjected = keys.GTModelTypeGeoKey === 1 || projected !== null;
  const code = isProjected ? projected : geographic;
  const epsg = code === null || code === USER_DEFINED ? null : `EPSG:${code}`;
  const known = epsg === null ? null : crsOfCode(epsg);
  if (known !== null) return { crs: known, problem: null };
  if (code === null && !isProjected) return { crs: null, problem: null };
  // Loaded only when needed: the tables of all EPSG codes are large.
  const { toProj4 } = await import("geotiff-geokeys-to-proj4");
  const { GeographicTypeGeoKey, ...withoutBase } = keys;
  // With both codes present the library takes the base CRS for the scene's own.
  const asked =
    isProjected && epsg !== null ? withoutBase : { ...withoutBase, GeographicTypeGeoKey };
  try {
    const found = toProj4(asked as unknown as LibraryKeys);
    const problem = problemOf(found, epsg);
    return problem === null ? { crs: crsOf(found, keys, epsg), problem } : { crs: null, problem };
  } catch {
    return {
      crs: null,
      problem: `The coordinate system ${epsg ?? "of the file"} is not understood.`,
    };
  }
}

function codeOf(keys: GeoKeys, name: string): number | null {
  const code = keys[name];
  return typeof code === "number" && code > 0 ? code : null;
}

function problemOf({ errors, coordinatesUnits }: ProjectionParameters, epsg: string | null) {
  const what = epsg ?? "the user-defined coordinate system of the file";
  if ("CRSNotSupported" in errors) return `${what} is not a known EPSG code.`;
  if ("conversionNotSupported" in errors || "coordinateTransformationNotSupported" in errors)
    return `The projection of ${what} is not supported.`;
  if (coordinatesUnits !== "metre" && coordinatesUnits !== "degree")
    return `The units of ${what} are neither lengths nor degrees.`;
  return null;
}

function crsOf(found: ProjectionParameters, keys: GeoKeys, epsg: string | null): Crs | null {
  const { proj4, isGCS, coordinatesConversionParameters: toStandard } = found;
  if (isGCS && toStandard.x !== 1) return null;
  const ownFactor = /\+to_meter=(\S+)/.exec(proj4)?.[1];
  const metresPerUnit = Number(ownFactor ?? 1) * toStandard.x;
  return {
    kind: isGCS ? "geographic" : "projected",
    code: epsg,
    name: nameOf(keys, epsg),
    proj4: mendDefinition(proj4, isGCS ? 1 : metresPerUnit),
    metresPerUnit: isGCS ? null : metresPerUnit,
  };
}

/** GeoTIFF stores x before y whatever the CRS says, and polar projections need their pole stated. */
function mendDefinition(definition: string, metresPerUnit: number): string {
  const parts = new Map<string, string>();
  for (const [, name = "", value = ""] of definition.matchAll(/\+(\w+)(?:=(\S+))?/g))
    parts.set(name, value);
  for (const name of ["axis", "to_meter", "no_defs"]) parts.delete(name);
  if (parts.get("proj") === "stere") mendPolarStereographic(parts);
  if (metresPerUnit !== 1) parts.set("to_meter", String(metresPerUnit));
  const words = [...parts].map(([name, value]) =>
    value === "" ? `+${name}` : `+${name}=${value}`,
  );
  return [...words, "+no_defs"].join(" ");
}

/** A latitude of true scale may come without its pole, or (user-defined) in the place of the origin's latitude. */
function mendPolarStereographic(parts: Map<string, string>): void {
  const origin = Number(parts.get("lat_0") ?? 0);
  const trueScale = Number(parts.get("lat_ts") ?? origin);
  if (Math.abs(origin) === 90 || trueScale === 0) return;
  parts.set("lat_ts", String(trueScale));
  parts.set("lat_0", trueScale < 0 ? "-90" : "90");
  // Scale and latitude of true scale say the same thing; both together would scale twice.
  parts.delete("k_0");
}

/** The file's own words for its CRS, else its code. */
function nameOf(keys: GeoKeys, epsg: string | null): string {
  const citations = ["PCSCitationGeoKey", "GTCitationGeoKey", "GeogCitationGeoKey"];
  for (const key of citations) {
    const text = keys[key];
    if (typeof text !== "string" || text.trim() === "") continue;
    const name = /PCS Name = ([^|]+)/.exec(text)?.[1] ?? text.split("|")[0] ?? "";
    if (name.trim() !== "" && !/^unnamed$/i.test(name.trim())) return name.trim();
  }
  return epsg ?? "user-defined";
}

// The layers of a vector file as ogrinfo tells them: names, fields, and the coordinate system by its EPSG code.

export type ToldLayer = {
  readonly name: string;
  readonly crs: string | null;
  readonly code: string | null;
  readonly fields: readonly string[];
  readonly isGeographic: boolean;
};

type OgrLayer = {
  readonly name: string;
  readonly fields?: readonly { readonly name: string }[];
  readonly geometryFields?: readonly {
    readonly coordinateSystem?: { readonly projjson?: ProjJson } | null;
  }[];
};

type ProjJson = {
  readonly name?: string;
  readonly type?: string;
  readonly id?: { readonly authority: string; readonly code: number };
};

export function toldLayers(told: unknown): ToldLayer[] {
  const { layers = [] } = (typeof told === "string" ? JSON.parse(told) : told) as {
    layers?: readonly OgrLayer[];
  };
  return layers.map(({ name, fields = [], geometryFields = [] }) => {
    const system = geometryFields[0]?.coordinateSystem ?? null;
    const { id, name: crsName, type } = system?.projjson ?? {};
    return {
      name,
      fields: fields.map((field) => field.name).filter((field) => field !== "WKT"),
      crs: system === null ? null : (crsName ?? "a system without a name"),
      code: id?.authority === "EPSG" ? `EPSG:${id.code}` : codeOfName(crsName),
      isGeographic: type === "GeographicCRS",
    };
  });
}

/** ESRI's definitions carry no code, and lon/lat on WGS84 is written in many ways. */
function codeOfName(name: string | undefined): string | null {
  if (name === undefined) return null;
  if (/^(GCS_WGS_1984|WGS 84(?: \(CRS84\))?)$/i.test(name)) return "EPSG:4326";
  if (/Sea_?Ice_?Polar_?Stereographic_?North/i.test(name.replaceAll(" ", "_"))) return "EPSG:3413";
  if (/Antarctic_Polar_Stereographic/i.test(name.replaceAll(" ", "_"))) return "EPSG:3031";
  const utm = /^WGS[ _](?:19)?84.*UTM[ _]zone[ _](\d+)([NS])$/i.exec(name);
  if (utm === null) return null;
  return `EPSG:${utm[2]?.toUpperCase() === "S" ? 327 : 326}${utm[1]?.padStart(2, "0")}`;
}

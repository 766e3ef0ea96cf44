// CRS found offline, against PROJ.
import { expect, it } from "vitest";
import { lonLatToMap } from "../geo/projection.ts";
import { crsFromGeoKeys } from "./crsFromGeoKeys.ts";

// Expected figures: gdaltransform -s_srs EPSG:4326 -t_srs EPSG:<code>, polar and glacier regions' systems.
it.each([
  [3995, -40, 72, -1267152.615, -1510133.682],
  [3571, -40, 72, 1286593.815, 1533302.802],
  [3575, -40, 72, -1533302.802, -1286593.815],
  [5938, -40, 72, 1754510.707, 650.153],
  [5041, -40, 72, 705191.384, 456907.18],
  [32661, -40, 72, 705191.384, 456907.18],
  [6931, -40, 72, -1286593.815, -1533302.802],
  [3976, 100, -70, 2154688.112, -379929.649],
  [3032, 100, -70, 7097247.124, 7900487.767],
  [3275, 100, -70, -2231074.343, -195193.713],
  [5042, 100, -70, 4208322.83, 1610613.103],
  [6932, 100, -70, 2187918.715, -385789.101],
  [3857, -40, 70, -4452779.632, 11068715.659],
  [3182, -40, 66, 997191.271, 7363689.795],
  [3006, 15, 62, 500000.0, 6874180.148],
  [25833, 15, 78, 500000.0, 8658369.586],
  [3338, -150, 61, 215490.151, 1230626.735],
  [3978, -90, 70, 185916.625, 2293961.084],
  [5361, -71, -48, 350812.125, 4681764.386],
  [31979, -73, -49, 207462.866, 4564831.667],
  [2193, 172, -43, 1518491.352, 5238700.075],
  [3762, -36.5, -54.3, 32550.749, 77806.212],
])("agrees with PROJ in EPSG:%d", async (code, lon, lat, x, y) => {
  const keys = { GTModelTypeGeoKey: 1, ProjectedCSTypeGeoKey: code, GeographicTypeGeoKey: 4326 };
  const { crs } = await crsFromGeoKeys(keys);
  expect(crs).toMatchObject({ kind: "projected", code: `EPSG:${code}`, metresPerUnit: 1 });
  const at = crs && lonLatToMap([lon, lat], crs);
  expect(at?.[0]).toBeCloseTo(x, 1);
  expect(at?.[1]).toBeCloseTo(y, 1);
});

it("understands a user-defined polar stereographic system, its true scale in the origin's place", async () => {
  const { crs } = await crsFromGeoKeys({
    GTModelTypeGeoKey: 1,
    GTCitationGeoKey: "unnamed",
    PCSCitationGeoKey: "NSIDC south",
    ProjectedCSTypeGeoKey: 32767,
    ProjectionGeoKey: 32767,
    ProjCoordTransGeoKey: 15,
    ProjLinearUnitsGeoKey: 9001,
    ProjNatOriginLatGeoKey: -70,
    ProjStraightVertPoleLongGeoKey: 0,
    ProjScaleAtNatOriginGeoKey: 1,
    GeogSemiMajorAxisGeoKey: 6378273,
    GeogSemiMinorAxisGeoKey: 6356889.449,
  });
  expect(crs).toMatchObject({ kind: "projected", code: null, name: "NSIDC south" });
  expect(crs?.proj4).toContain("+lat_ts=-70");
  expect(crs?.proj4).toContain("+lat_0=-90");
});

it("says which code it does not know, and is silent where no CRS is named", async () => {
  const unknown = await crsFromGeoKeys({ GTModelTypeGeoKey: 1, ProjectedCSTypeGeoKey: 65001 });
  expect(unknown).toEqual({ crs: null, problem: "EPSG:65001 is not a known EPSG code." });
  expect(await crsFromGeoKeys({})).toEqual({ crs: null, problem: null });
});

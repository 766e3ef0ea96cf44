import fc from "fast-check";
import { expect, it } from "vitest";
import type { Affine } from "./coordinates.ts";
import { type Crs, PIXEL_CRS } from "./crs.ts";
import { pixelSizeMetres } from "./pixelSizeMetres.ts";
import { lonLatToMap, mapToLonLat, metresPerMapUnit, polylineLengthMetres } from "./projection.ts";
import { crsOfCode, defaultTarget, exportTargets } from "./targetCrs.ts";
import { utmEpsg } from "./utmZone.ts";

function crs(code: string): Crs {
  const known = crsOfCode(code);
  if (known === null) throw new Error(`no CRS for ${code}`);
  return known;
}

it.each([
  ["EPSG:3413", 60, 89],
  ["EPSG:3031", -89, -60],
  ["EPSG:4326", -80, 80],
])("comes back to the same place through %s", (code, south, north) => {
  fc.assert(
    fc.property(
      fc.double({ min: -179, max: 179, noNaN: true }),
      fc.double({ min: south, max: north, noNaN: true }),
      (lon, lat) => {
        const at = lonLatToMap([lon, lat], crs(code));
        const back = at && mapToLonLat(at, crs(code));
        expect(back?.[0]).toBeCloseTo(lon, 7);
        expect(back?.[1]).toBeCloseTo(lat, 7);
      },
    ),
  );
});

// Expected figures: gdaltransform -s_srs EPSG:4326 -t_srs <code> (PROJ).
it.each([
  ["EPSG:3413", -38.2, 66.35, 307551.59305149, -2579205.14178054],
  ["EPSG:3413", 120, 80.5, 266940.370102702, 996235.023814525],
  ["EPSG:3031", 110.5, -66.5, 2424382.15594656, -906439.345324759],
  ["EPSG:32624", -38.2, 66.35, 535810.162616122, 7359151.93852611],
  ["EPSG:32719", -68, -67, 543600.894263753, 2568269.64139315],
] as const)("agrees with PROJ in %s at %d, %d", (code, lon, lat, x, y) => {
  const at = lonLatToMap([lon, lat], crs(code));
  expect(at?.[0]).toBeCloseTo(x, 3);
  expect(at?.[1]).toBeCloseTo(y, 3);
});

it("knows nothing of places in pixel coordinates or outside the projection", () => {
  expect(mapToLonLat([1, 2], PIXEL_CRS)).toBeNull();
  expect(lonLatToMap([1, 2], PIXEL_CRS)).toBeNull();
  expect(mapToLonLat([Number.NaN, 2], crs("EPSG:3413"))).toBeNull();
  const nonsense: Crs = { ...crs("EPSG:3413"), proj4: "+proj=nonsense +no_defs" };
  expect(mapToLonLat([1, 2], nonsense)).toBeNull();
  expect(
    polylineLengthMetres(
      [
        [0, 0],
        [1, 1],
      ],
      PIXEL_CRS,
    ),
  ).toBeNull();
});

it("measures on the ellipsoid, not on the map", () => {
  // Polar stereographic scale at 60 N is 1.039428 and at 80 N 0.977281 (Snyder 1987, ellipsoidal).
  for (const [lat, scale] of [
    [60, 1.039428],
    [70, 1],
    [80, 0.977281],
  ] as const) {
    const at = lonLatToMap([-30, lat], crs("EPSG:3413"));
    const unit = at && metresPerMapUnit(at, crs("EPSG:3413"));
    expect(1 / (unit?.x ?? 0)).toBeCloseTo(scale, 5);
    expect(1 / (unit?.y ?? 0)).toBeCloseTo(scale, 5);
  }
  const degree = polylineLengthMetres(
    [
      [0, 0],
      [1, 0],
    ],
    crs("EPSG:4326"),
  );
  expect(degree).toBeCloseTo(111319.4908, 3);
});

it("gives anisotropic pixel sizes for geographic and true ones for rotated pixels", () => {
  const helheim: Affine = [0.00021, 0, -38.28, 0, -0.00018, 66.41];
  const size = pixelSizeMetres(helheim, crs("EPSG:4326"), 1000, 500);
  expect(size?.x).toBeCloseTo(9.4, 1);
  expect(size?.y).toBeCloseTo(20.07, 1);
  const turned = Math.PI / 6;
  const rotated: Affine = [
    10 * Math.cos(turned),
    10 * Math.sin(turned),
    500000,
    10 * Math.sin(turned),
    -10 * Math.cos(turned),
    7300000,
  ];
  const square = pixelSizeMetres(rotated, crs("EPSG:32624"), 10, 10);
  expect(square?.x).toBeCloseTo(10 / 0.9996, 2);
  expect(square?.y).toBeCloseTo(10 / 0.9996, 2);
  expect(pixelSizeMetres([1, 0, 0, 0, -1, 0], PIXEL_CRS, 10, 10)).toBeNull();
});

it("finds the UTM zone, the exceptions of Norway and Svalbard included", () => {
  const zones = [
    [-38.2, 66.3, "EPSG:32624"],
    [-68, -67, "EPSG:32719"],
    [5, 60, "EPSG:32632"],
    [5, 55, "EPSG:32631"],
    [8, 78, "EPSG:32631"],
    [10, 78, "EPSG:32633"],
    [22, 78, "EPSG:32635"],
    [40, 78, "EPSG:32637"],
    [43, 78, "EPSG:32638"],
    [180, 10, "EPSG:32601"],
    [-180, 10, "EPSG:32601"],
  ] as const;
  for (const [lon, lat, code] of zones) expect(utmEpsg([lon, lat])).toBe(code);
  expect(utmEpsg([0, 85])).toBeNull();
  expect(utmEpsg([0, -81])).toBeNull();
  fc.assert(
    fc.property(
      fc.double({ min: -180, max: 180, noNaN: true }),
      fc.double({ min: -80, max: 84, noNaN: true }),
      (lon, lat) => {
        expect(crsOfCode(utmEpsg([lon, lat]) ?? "")).not.toBeNull();
      },
    ),
  );
});

it("offers the scene's CRS, the polar ones, lon/lat and the zone of the centre", () => {
  const codes = exportTargets(crs("EPSG:3413"), [-38.2, 66.3]).map((target) => target.crs);
  expect(codes).toEqual(["scene", "EPSG:4326", "EPSG:32624"]);
  expect(exportTargets(PIXEL_CRS, null).map((target) => target.crs)).toEqual(["scene"]);
  expect(exportTargets(crs("EPSG:4326"), [110, -66.3]).map((target) => target.crs)).toEqual([
    "scene",
    "EPSG:3031",
    "EPSG:32749",
  ]);
  expect(crsOfCode("EPSG:32522")).toBeNull();
  expect(crsOfCode("EPSG:32661")).toBeNull();
});

it("goes to the polar grid of the scene's place unless another choice fits", () => {
  const south = exportTargets(crs("EPSG:4326"), [110, -66.3]);
  const chosen = (remembered: string) => defaultTarget(south, remembered, [110, -66.3]);
  expect(chosen("")).toBe("EPSG:3031");
  expect(chosen("EPSG:3413")).toBe("EPSG:3031");
  expect(chosen("EPSG:32749")).toBe("EPSG:32749");
  expect(chosen("scene")).toBe("scene");
  expect(defaultTarget(exportTargets(crs("EPSG:3413"), [-38, 66]), "", [-38, 66])).toBe("scene");
  expect(defaultTarget(exportTargets(crs("EPSG:32624"), [-38, 66]), "", [-38, 66])).toBe(
    "EPSG:3413",
  );
});

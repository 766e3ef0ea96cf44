// Scenes placed by ground control points, against positions that GDAL worked out, and against the scene they were made of.
import { openAsBlob, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { sharedPath } from "../../test/fixtures/sharedData.ts";
import { writeTinyTiff } from "../../test/fixtures/tinyTiff.ts";
import { type MapXY, pixelToMap } from "../geo/coordinates.ts";
import { fitGroundControl, type PlacementChoice } from "../geo/groundControl.ts";
import { lonLatToMap } from "../geo/projection.ts";
import { reprojector } from "../geo/reproject.ts";
import { crsOfCode } from "../geo/targetCrs.ts";
import { readGeoreferencing } from "./georeferencing.ts";
import { scanHeader } from "./headerScan.ts";
import { type OpenScene, openScene } from "./openScene.ts";
import { sampleTile } from "./sceneTile.ts";

type Golden = { lon_lat: [number, number]; epsg3413: [number, number] };
type Point = { pixel: number; line: number } & Record<string, Golden>;
type Entry = {
  file: string;
  width: number;
  height: number;
  golden_georeferencing?: { points: Point[] };
};

const folder = sharedPath("data/scenes");
const entries: Entry[] =
  folder === null
    ? []
    : JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")).files.filter(
        ({ golden_georeferencing }: Partial<Entry>) => golden_georeferencing !== undefined,
      );

/** Half a tenth of a pixel is what the printed positions are good for. */
const WITHIN_PX = 0.1;
const table: string[] = [];
afterAll(() => {
  if (table.length > 0) process.stdout.write(`${table.join("\n")}\n`);
});

async function pointsIn(file: string, code: string, { flat = true } = {}) {
  const blob = await openAsBlob(join(folder ?? "", file));
  const { directory, layout } = await scanHeader(blob);
  const { groundControl } = await readGeoreferencing(directory, layout);
  const crs = crsOfCode(code);
  if (groundControl === null || crs === null) throw new Error("No ground control points.");
  const move = reprojector(groundControl.crs, crs);
  const points = groundControl.points.map((point) => ({
    ...point,
    map: move(point.map) ?? point.map,
    // GDAL's fits know no heights.
    heightMetres: flat ? 0 : point.heightMetres,
  }));
  return { crs, points };
}

const choice = (method: PlacementChoice["method"]): PlacementChoice => ({
  method,
  heightMetres: 0,
  shiftMetres: [0, 0],
});

describe.skipIf(folder === null)("scenes with ground control points (skipped where absent)", () => {
  it.each(
    entries.flatMap(({ file, golden_georeferencing, width }) =>
      Object.keys(golden_georeferencing?.points[0] ?? {})
        .filter((name) => /^(poly3|tps)_epsg/.test(name))
        .map((name) => ({ file, name, width, points: golden_georeferencing?.points ?? [] })),
    ),
  )("$file: $name lies where GDAL puts it", async ({ file, name, points, width }) => {
    const [method = "", code = ""] = name.split("_epsg");
    const { crs, points: control } = await pointsIn(file, `EPSG:${code}`);
    const fit = fitGroundControl(control, choice(method === "tps" ? "spline" : "cubic"));
    if (fit === null) throw new Error("No fit.");
    const far = (a: MapXY, b: MapXY) => Math.hypot(a[0] - b[0], a[1] - b[1]);
    const pixel = far(fit.toMap([0, 0]), fit.toMap([width, 0])) / width;
    let worst = 0;
    for (const point of points) {
      const golden = lonLatToMap(point[name]?.lon_lat ?? [0, 0], crs);
      if (golden === null) throw new Error("The golden place is off the map.");
      worst = Math.max(worst, far(fit.toMap([point.pixel, point.line]), golden) / pixel);
    }
    table.push(
      `${file}, ${name}: at most ${worst.toFixed(4)} px from GDAL, RMS ${fit.rms.toFixed(3)} m`,
    );
    expect(worst).toBeLessThan(WITHIN_PX);
  });

  it("the real product: its heights leave 108 m, and 2.3 m once they are taken into account", async () => {
    const file = "s1_iw_grd_gcps_india.tif";
    const flat = await pointsIn(file, "EPSG:32643");
    const high = await pointsIn(file, "EPSG:32643", { flat: false });
    const without = fitGroundControl(flat.points, choice("cubic"));
    const withHeight = fitGroundControl(high.points, choice("cubic"));
    table.push(
      `${file}: ${without?.rms.toFixed(1)} m without heights, ${withHeight?.rms.toFixed(1)} m with them`,
    );
    expect(without?.rms).toBeCloseTo(108, 0);
    expect(withHeight?.rms).toBeCloseTo(2.3, 1);
  });

  it("the swath opens in EPSG:3413, and its pictures are those of the scene it was made of", async () => {
    const swath = await openScene(await openAsBlob(join(folder ?? "", SWATH)), SWATH);
    const { scene } = swath;
    expect(scene.crs.code).toBe("EPSG:3413");
    expect(scene.placement).toMatchObject({ pointCount: 231, order: 3 });
    expect(scene.placement?.rmsMetres).toBeLessThan(0.1);
    const source = await openScene(await openAsBlob(join(folder ?? "", SOURCE)), SOURCE);
    const pairs = await brightnessPairs(swath, source);
    expect(pairs.length).toBeGreaterThan(3000);
    const right = correlation(pairs);
    // A shift of four pixels loses it: what is compared is place, not only brightness.
    table.push(`${SWATH}: correlation with its source ${right.toFixed(3)}`);
    expect(right).toBeGreaterThan(0.75);
  });

  it("takes the grid of its middle, on either side of the antimeridian and of 60 degrees", async () => {
    const codes = await Promise.all(
      [
        [178.5, 70],
        [179.5, 52],
        [-46, -63],
        [-70, -50],
      ].map(async ([lon = 0, lat = 0]) => {
        const tiepoints = [0, 1, 2, 3].flatMap((i) => {
          const [col, row] = [i % 2, i >> 1];
          const east = lon + 3 * col;
          return [10 * col, 10 * row, 0, east > 180 ? east - 360 : east, lat - row, 0];
        });
        const bytes = writeTinyTiff({
          widthPx: 10,
          heightPx: 10,
          bitsPerSample: 8,
          sampleFormat: 1,
          pixels: new Uint8Array(100),
          fields: [
            { tag: 33922, type: 12, values: tiepoints },
            { tag: 34735, type: 3, values: [1, 1, 0, 2, 1024, 0, 1, 2, 2048, 0, 1, 4326] },
          ],
        });
        return (await openScene(new Blob([bytes]), "gcps.tif")).scene.crs.code;
      }),
    );
    expect(codes).toEqual(["EPSG:3413", "EPSG:32601", "EPSG:3031", "EPSG:32719"]);
  });

  it("a shift and a height by hand move the picture on the map, and tiles follow", async () => {
    const file = "s1_iw_grd_gcps_india.tif";
    const open = await openScene(await openAsBlob(join(folder ?? "", file)), file);
    const moved = open.placedBy({ method: "cubic", heightMetres: 0, shiftMetres: [5000, 0] });
    expect(moved.scene.id).toBe(open.scene.id);
    expect(moved.scene.bounds[0] - open.scene.bounds[0]).toBeCloseTo(5000, 3);
    const [minX, minY, maxX, maxY] = open.scene.bounds;
    const [x, y] = [(minX + maxX) / 2, (minY + maxY) / 2];
    const size = { widthPx: 16, heightPx: 16 };
    const half = 8 * (open.scene.pixelToMap[0] ?? 1);
    const before = await sampleTile(open, 0, [x - half, y - half, x + half, y + half], size);
    const after = await sampleTile(
      moved,
      0,
      [x + 5000 - half, y - half, x + 5000 + half, y + half],
      size,
    );
    expect(after.values).toEqual(before.values);
    const place = [x + 1234, y - 567] as const;
    const along = moved.storedToMap(open.mapToStored(place));
    expect(along[0]).toBeCloseTo(place[0] + 5000, 1);
    expect(along[1]).toBeCloseTo(place[1], 1);
    const higher = open.placedBy({ method: "cubic", heightMetres: 40, shiftMetres: [0, 0] });
    expect(higher.scene.bounds).not.toEqual(open.scene.bounds);
    const spline = open.placedBy({ method: "spline", heightMetres: 0, shiftMetres: [0, 0] });
    expect(spline.scene.notices.map(({ text }) => text).join()).toContain("thin-plate spline");
  });
});

const SWATH = "made_helheim_gcp_swath.tif";
const SOURCE = "s1_helheim_20180606_hh.tif";

/** Decibels of the swath beside the numbers of its source at the same places on the map. */
async function brightnessPairs(swath: OpenScene, source: OpenScene): Promise<[number, number][]> {
  const toSource = reprojector(swath.scene.crs, source.scene.crs);
  const band = await swath.readBand(0);
  const original = await source.readBand(0);
  const [a, , c, , e, f] = source.scene.pixelToMap;
  const pairs: [number, number][] = [];
  for (let i = 3; i < band.values.length; i += 53) {
    const value = band.values[i] ?? Number.NaN;
    const pixel = [(i % band.widthPx) + 0.5, Math.floor(i / band.widthPx) + 0.5] as const;
    const at = toSource(pixelToMap(swath.scene.pixelToMap, pixel));
    if (at === null || !(value > 0)) continue;
    const [x, y] = [Math.floor((at[0] - c) / a), Math.floor((at[1] - f) / e)];
    const isInside = x > 1 && y > 1 && x < original.widthPx - 2 && y < original.heightPx - 2;
    // The radiometry is invented: decibels are 0.16 of the source's number, less 30.
    if (isInside)
      pairs.push([20 * Math.log10(value), mean3(original.values, original.widthPx, x, y)]);
  }
  return pairs;
}

function mean3(values: Float32Array, width: number, x: number, y: number): number {
  let sum = 0;
  for (let j = -1; j <= 1; j++)
    for (let i = -1; i <= 1; i++) sum += values[(y + j) * width + x + i] ?? 0;
  return sum / 9;
}

function correlation(pairs: readonly (readonly [number, number])[]): number {
  const mean = (k: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[k], 0) / pairs.length;
  const [meanA, meanB] = [mean(0), mean(1)];
  let [ab, aa, bb] = [0, 0, 0];
  for (const [a, b] of pairs) {
    ab += (a - meanA) * (b - meanB);
    aa += (a - meanA) ** 2;
    bb += (b - meanB) ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}

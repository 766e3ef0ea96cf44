// Ground control points: a known mapping comes back, heights are told apart from place, and too few points are refused.
import { expect, it } from "vitest";
import type { MapXY, PixelXY } from "./coordinates.ts";
import { DEFAULT_PLACEMENT, fitGroundControl, type GroundControlPoint } from "./groundControl.ts";

/** A swath turned by 13 degrees, curved in range, at 10 m; higher places lie further along x. */
const RISE = [0.8, -0.15] as const;
function truth([col, row]: PixelXY, heightMetres: number): MapXY {
  const across = 10 * col + 2e-5 * col * col;
  const along = -10 * row + 1e-9 * row * row * col;
  return [
    300_000 + 0.974 * across - 0.225 * along + RISE[0] * heightMetres,
    -2_500_000 + 0.225 * across + 0.974 * along + RISE[1] * heightMetres,
  ];
}

function points(heightOf: (col: number, row: number) => number): GroundControlPoint[] {
  const found: GroundControlPoint[] = [];
  for (let row = 0; row <= 16_000; row += 1600)
    for (let col = 0; col <= 25_000; col += 1250) {
      const heightMetres = heightOf(col, row);
      found.push({ pixel: [col, row], map: truth([col, row], heightMetres), heightMetres });
    }
  return found;
}

const hilly = points((col, row) => 400 + 300 * Math.sin(col / 2000) * Math.cos(row / 1700));
const distance = (a: MapXY, b: MapXY) => Math.hypot(a[0] - b[0], a[1] - b[1]);

it("puts pixels where they lie at sea level although the points lie on mountains", () => {
  const fit = fitGroundControl(hilly, DEFAULT_PLACEMENT);
  expect(fit).toMatchObject({ order: 3, usesHeight: true });
  expect(fit?.rms).toBeLessThan(0.01);
  for (const pixel of [
    [0, 0],
    [12_345, 6789],
    [25_000, 16_000],
  ] as const)
    expect(distance(fit?.toMap(pixel) ?? [0, 0], truth(pixel, 0))).toBeLessThan(0.01);
});

it("moves with the height and the shift that are asked for", () => {
  const choice = { ...DEFAULT_PLACEMENT, heightMetres: 40, shiftMetres: [25, -10] } as const;
  const at = fitGroundControl(hilly, choice)?.toMap([5000, 5000]) ?? [0, 0];
  const [x, y] = truth([5000, 5000], 40);
  expect(distance(at, [x + 25, y - 10])).toBeLessThan(0.01);
});

it("a spline meets points that no polynomial can, brought to the same height", () => {
  const bent = hilly.map((point, i) => ({
    ...point,
    map: [point.map[0] + 40 * Math.sin(i), point.map[1]] as const,
  }));
  const cubic = fitGroundControl(bent, DEFAULT_PLACEMENT);
  const spline = fitGroundControl(bent, { ...DEFAULT_PLACEMENT, method: "spline" });
  expect(cubic?.rms).toBeGreaterThan(10);
  const [point] = bent;
  if (point === undefined || spline === null || cubic === null) throw new Error("No fit.");
  // At its own height the spline would be on the point: lower by the height, it is moved by what the height does.
  const at = spline.toMap(point.pixel);
  const rise = [at[0] - point.map[0], at[1] - point.map[1]].map((d) => d / -point.heightMetres);
  expect(rise[0]).toBeCloseTo(RISE[0], 1);
  expect(rise[1]).toBeCloseTo(RISE[1], 1);
});

it("takes no height from points whose heights follow the place: their term would be noise", () => {
  const sea = points((col, row) => -50 + col / 5000 + (row / 16_000) ** 2);
  expect(fitGroundControl(sea, DEFAULT_PLACEMENT)).toMatchObject({ usesHeight: false });
});

it("does without the height where all points have one, and with a lower order where they are few", () => {
  const flat = points(() => 250);
  expect(fitGroundControl(flat, DEFAULT_PLACEMENT)).toMatchObject({ usesHeight: false, order: 3 });
  const corners = flat.filter(({ pixel: [col, row] }) => col % 25_000 === 0 && row % 16_000 === 0);
  expect(corners).toHaveLength(4);
  expect(fitGroundControl(corners, DEFAULT_PLACEMENT)).toMatchObject({ order: 1 });
});

it("refuses too few points, points on one line, and points that are no numbers", () => {
  expect(fitGroundControl(hilly.slice(0, 2), DEFAULT_PLACEMENT)).toBeNull();
  const line = hilly.filter(({ pixel }) => pixel[1] === 0);
  expect(fitGroundControl(line, DEFAULT_PLACEMENT)).toBeNull();
  const broken = hilly.map((point, i) =>
    i === 7 ? { ...point, heightMetres: Number.NaN } : point,
  );
  expect(fitGroundControl(broken, DEFAULT_PLACEMENT)).toBeNull();
});

import { expect, it } from "vitest";
import { contourLines } from "./contourLines.ts";

function grid(
  widthPx: number,
  heightPx: number,
  value: (x: number, y: number) => number,
  isValid: (col: number, row: number) => boolean = () => true,
) {
  const at = Array.from({ length: widthPx * heightPx }, (_, i) => {
    const col = i % widthPx;
    return [col, (i - col) / widthPx] as const;
  });
  return {
    widthPx,
    heightPx,
    values: Float64Array.from(at, ([col, row]) => value(col + 0.5, row + 0.5)),
    valid: Uint8Array.from(at, ([col, row]) => (isValid(col, row) ? 1 : 0)),
  };
}

/** A cone with its tip at (20, 20). */
const cone = (x: number, y: number) => 1 - Math.hypot(x - 20, y - 20) / 20;

it("finds a circle as one ring, to within a fiftieth of a pixel", () => {
  const [ring = [], ...others] = contourLines(grid(40, 40, cone), 0.5);
  expect(others).toEqual([]);
  expect(ring.at(-1)).toEqual(ring[0]);
  const radii = ring.map(([x, y]) => Math.hypot(x - 20, y - 20));
  expect(Math.min(...radii)).toBeGreaterThan(9.98);
  expect(Math.max(...radii)).toBeLessThan(10.02);
  const length = ring
    .slice(1)
    .reduce(
      (sum, [x, y], i) => sum + Math.hypot(x - (ring[i]?.[0] ?? 0), y - (ring[i]?.[1] ?? 0)),
      0,
    );
  expect(length).toBeCloseTo(2 * Math.PI * 10, 0);
});

it("places a straight line by the values on its two sides", () => {
  const lines = contourLines(
    grid(4, 3, (x) => x / 4),
    0.45,
  );
  expect(lines).toHaveLength(1);
  for (const [x] of lines[0] ?? []) expect(x).toBeCloseTo(1.8);
  // It ends at the outermost centres.
  expect(lines[0]?.map(([, y]) => y).toSorted()).toEqual([0.5, 1.5, 2.5]);
});

it("joins the high corners of a saddle where the mean is high, and parts them where it is low", () => {
  const saddle = (low: number) => grid(2, 2, (x, y) => (Math.floor(x) === Math.floor(y) ? 1 : low));
  const sidesOf = (low: number) =>
    contourLines(saddle(low), 0.5).map((line) => line.map(([x, y]) => Number(x) - Number(y)));
  // Around the low corners, above right and below left: each line stays on one side of the diagonal.
  const joined = sidesOf(0.4);
  expect(joined).toHaveLength(2);
  for (const line of joined)
    expect(Math.abs(Math.sign(line[0] ?? 0) + Math.sign(line[1] ?? 0))).toBe(2);
  // Around the high corners: each line crosses the diagonal.
  const parted = sidesOf(-0.9);
  expect(parted).toHaveLength(2);
  for (const line of parted) expect(Math.sign(line[0] ?? 0) + Math.sign(line[1] ?? 0)).toBe(0);
});

it("cuts the line where values are missing, and at the border", () => {
  const cut = contourLines(
    grid(40, 40, cone, (col) => col !== 20),
    0.5,
  );
  expect(cut).toHaveLength(2);
  for (const line of cut) expect(line.at(-1)).not.toEqual(line[0]);
  for (const [x] of cut.flat()) expect(x <= 19.5 || x >= 22 - 0.5).toBe(true);
  const border = contourLines(grid(20, 40, cone), 0.5);
  expect(border).toHaveLength(1);
  expect(Math.max(...(border[0] ?? []).map(([x]) => x))).toBe(19.5);
});

it("has no line where all is high or all is low, and none from what is no number", () => {
  expect(
    contourLines(
      grid(5, 5, () => 0.5),
      0.5,
    ),
  ).toEqual([]);
  expect(
    contourLines(
      grid(5, 5, () => 0.2),
      0.5,
    ),
  ).toEqual([]);
  expect(
    contourLines(
      grid(2, 2, (x) => (x < 1 ? Number.NaN : 1)),
      0.5,
    ),
  ).toEqual([]);
  expect(
    contourLines(
      grid(0, 0, () => 0),
      0.5,
    ),
  ).toEqual([]);
});

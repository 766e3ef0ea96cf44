import { existsSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readGrey } from "../../../test/fixtures/readGrey.ts";
import { sharedPath } from "../../../test/fixtures/sharedData.ts";
import { connectedComponents } from "../raster/connectedComponents.ts";
import { distanceTransform, type GridSize } from "../raster/distanceTransform.ts";
import { cutEdgeRuns, distanceToEdge } from "./cutEdgeRuns.ts";
import { longestPath } from "./longestPath.ts";
import { skeletonize } from "./skeletonize.ts";
import { traceFronts } from "./traceFronts.ts";

const recipe = { threshold01: 0.5, minimumLengthMetres: 750, edgeMarginPx: 3 };

/** A soft band around the curve y = 40 + 10 sin(x / 12). */
function sineMap(widthPx = 128, heightPx = 96) {
  const truth = (x: number) => 40 + 10 * Math.sin(x / 12);
  const values = Float32Array.from({ length: widthPx * heightPx }, (_, i) => {
    const [x, y] = [(i % widthPx) + 0.5, Math.floor(i / widthPx) + 0.5];
    const slope = (10 / 12) * Math.cos(x / 12);
    return Math.exp(-(((y - truth(x)) / Math.hypot(1, slope)) ** 2) / 4);
  });
  const valid = new Uint8Array(values.length).fill(1);
  return {
    truth,
    map: { values, valid, traceable: valid, widthPx, heightPx, pixelSizeMetres: { x: 50, y: 50 } },
  };
}

describe("tracing", () => {
  it("finds a known curve to a tenth of a pixel on average, from edge to edge", () => {
    const { truth, map } = sineMap();
    const [front, ...others] = traceFronts(map, recipe);
    expect(others).toEqual([]);
    const errors = (front?.points ?? []).map(([x, y]) => Math.abs(y - truth(x)));
    expect(errors.reduce((sum, e) => sum + e, 0) / errors.length).toBeLessThan(0.15);
    const xs = (front?.points ?? []).map(([x]) => x);
    expect(Math.max(...xs) - Math.min(...xs)).toBeGreaterThan(122);
  });

  it("gives the band's half width as certainty", () => {
    const { map } = sineMap();
    const halfWidthPx = 2 * Math.sqrt(Math.log(2));
    const [front] = traceFronts(map, recipe);
    expect(Math.abs((front?.halfWidth ?? 0) / 50 - halfWidthPx)).toBeLessThan(0.1);
  });

  it.each([0, 17, 30, 45, 63, 90])(
    "a straight band at %i degrees: middle, ends and width",
    (degrees) => {
      const [widthPx, heightPx] = [96, 96];
      const angle = (degrees * Math.PI) / 180;
      const [nx, ny] = [-Math.sin(angle), Math.cos(angle)];
      const across = (x: number, y: number) => (x - 48.3) * nx + (y - 47.6) * ny;
      for (const sigma of [1.5, 3]) {
        const values = Float32Array.from({ length: widthPx * heightPx }, (_, i) =>
          Math.exp(
            -((across((i % widthPx) + 0.5, Math.floor(i / widthPx) + 0.5) / sigma) ** 2) / 2,
          ),
        );
        const valid = new Uint8Array(values.length).fill(1);
        const map = {
          values,
          valid,
          traceable: valid,
          widthPx,
          heightPx,
          pixelSizeMetres: { x: 50, y: 50 },
        };
        const [front] = traceFronts(map, recipe);
        const offsets = (front?.points ?? []).map(([x, y]) => Math.abs(across(x, y)));
        expect(Math.max(...offsets)).toBeLessThan(0.75);
        expect(offsets.reduce((sum, d) => sum + d, 0) / offsets.length).toBeLessThan(0.1);
        const halfWidth = sigma * Math.sqrt(2 * Math.log(2));
        expect(Math.abs((front?.halfWidth ?? 0) / 50 / halfWidth - 1)).toBeLessThan(0.06);
      }
    },
  );

  it("drops what is shorter than 750 m", () => {
    const { map } = sineMap();
    const small = { ...map, pixelSizeMetres: { x: 4, y: 4 } };
    expect(traceFronts(small, recipe)).toEqual([]);
  });

  it("draws no front along the edge of data, but lets one end there", () => {
    const { map } = sineMap();
    const values = new Float32Array(map.values.length);
    for (let row = 0; row < map.heightPx; row++) values[row * map.widthPx + 1] = 1;
    expect(traceFronts({ ...map, values }, recipe)).toEqual([]);
    const toEdge = distanceToEdge(map.valid, map);
    const across = Array.from({ length: 60 }, (_, col) => 40 * map.widthPx + col);
    expect(cutEdgeRuns(across, toEdge, 3)).toEqual([across]);
  });
});

describe("skeleton and longest path", () => {
  it("prunes a short branch", () => {
    const mask = new Uint8Array(40 * 20);
    for (let col = 2; col < 38; col++) mask[10 * 40 + col] = 1;
    for (let row = 6; row < 10; row++) mask[row * 40 + 20] = 1;
    const [component = []] = connectedComponents(mask, { widthPx: 40, heightPx: 20 });
    const path = longestPath(component, { widthPx: 40, heightPx: 20 });
    expect(path.every((pixel) => Math.abs(Math.floor(pixel / 40) - 10) <= 1)).toBe(true);
    expect(path.length).toBeGreaterThanOrEqual(36);
  });
});

const golden = sharedPath("golden/caffe_eval/front_model");
const cases = golden
  ? readdirSync(golden).filter((name) => existsSync(`${golden}/${name}/step2_skeleton.png`))
  : [];
describe.skipIf(!golden)("golden steps of the CaFFe front model (../shared/golden)", () => {
  it.each(cases)("%s: thresholded exactly, skeleton and longest paths within 2 px", (name) => {
    const file = (step: string) => readGrey(`${golden}/${name}/${step}.png`);
    const probability = file("probability_uint8");
    const thresholded = probability.values.map((v) => (v / 255 > 0.12 ? 1 : 0));
    expect(thresholded).toEqual(file("step1_thresholded").values.map((v) => (v ? 1 : 0)));
    const skeleton = skeletonize(thresholded, probability);
    expect(shareNear(skeleton, file("step2_skeleton").values, probability)).toBeGreaterThan(0.95);
    expect(shareNear(file("step2_skeleton").values, skeleton, probability)).toBeGreaterThan(0.95);
    const paths = new Uint8Array(skeleton.length);
    for (const component of connectedComponents(skeleton, probability))
      if (component.length >= 5) for (const i of longestPath(component, probability)) paths[i] = 1;
    expect(shareNear(paths, file("step3_longest_paths").values, probability)).toBeGreaterThan(0.95);
    expect(shareNear(file("step3_longest_paths").values, paths, probability)).toBeGreaterThan(0.95);
  });
});

/** Share of the set pixels of `a` that lie within 2 px of a set pixel of `b`. */
function shareNear(a: ArrayLike<number>, b: ArrayLike<number>, size: GridSize): number {
  const distances = distanceTransform(b, size);
  const set = Array.from(a).flatMap((value, i) => (value ? [i] : []));
  return set.length ? set.filter((i) => (distances[i] as number) <= 2).length / set.length : 1;
}

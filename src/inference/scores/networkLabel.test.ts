import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readGrey } from "../../../test/fixtures/readGrey.ts";
import { sharedPath } from "../../../test/fixtures/sharedData.ts";
import { distanceTransform } from "../raster/distanceTransform.ts";
import { lineOnGrid, resizeNearest, thickenFront } from "./networkLabel.ts";

function pixel(col: number, row: number, size: { widthPx: number; heightPx: number }) {
  const mask = new Uint8Array(size.widthPx * size.heightPx);
  mask[row * size.widthPx + col] = 1;
  return mask;
}

function count(mask: Uint8Array): number {
  return mask.reduce((sum, set) => sum + set, 0);
}

describe("thickened front", () => {
  it("widens by trunc(longer side / 512 * width), an even square one further to the right and down", () => {
    const size = { widthPx: 16, heightPx: 8 };
    const wide = thickenFront(pixel(5, 3, size), size, 128 + 31);
    const set = [...wide.entries()].flatMap(([i, on]) => (on ? [[i % 16, i >> 4]] : []));
    expect(count(wide)).toBe(16);
    expect(set[0]).toEqual([4, 2]);
    expect(set.at(-1)).toEqual([7, 5]);
  });

  it("leaves the line as it is where the picture is small, and stops at the edges", () => {
    const size = { widthPx: 16, heightPx: 8 };
    expect(thickenFront(pixel(5, 3, size), size, 6)).toEqual(pixel(5, 3, size));
    expect(count(thickenFront(pixel(0, 7, size), size, 96))).toBe(4);
  });
});

const golden = sharedPath("golden/median");
describe.skipIf(!golden)("golden labels of the paper's code (../shared/golden)", () => {
  it.each([
    ["s1_helheim", 11],
    ["caffe_DBE_2002-11-16_ERS_20_3_161", 3],
  ])("%s: the line thickened by %i px, exactly", (name) => {
    const line = readGrey(`${golden}/${name}/line.png`);
    const expected = readGrey(`${golden}/${name}/line_thickened.png`);
    expect(thickenFront(ones(line.values), line, 6)).toEqual(ones(expected.values));
  });

  it.each([
    ["caffe_DBE_2002-11-16_ERS_20_3_161", 0],
    ["s1_helheim", 1],
  ])("%s: resized to 512, at most %i px beside OpenCV's rule without pixel centres", (name, px) => {
    const source = readGrey(`${golden}/${name}/line_thickened.png`);
    const padded = readGrey(`${golden}/${name}/line_resized_padded_512.png`);
    const side = (length: number) =>
      Math.trunc((length * 512) / Math.max(source.widthPx, source.heightPx));
    const target = { widthPx: side(source.widthPx), heightPx: side(source.heightPx) };
    const own = resizeNearest(ones(source.values), source, target);
    const expected = Uint8Array.from(own, (_, i) => {
      const row = Math.floor(i / target.widthPx);
      return padded.values[row * padded.widthPx + (i % target.widthPx)] ? 1 : 0;
    });
    expect(farthest(own, expected, target)).toBeLessThanOrEqual(px * Math.SQRT2);
    expect(farthest(expected, own, target)).toBeLessThanOrEqual(px * Math.SQRT2);
    expect(Math.abs(count(own) / count(expected) - 1)).toBeLessThan(0.02);
    if (px === 0) expect(own).toEqual(expected);
  });
});

function ones(values: Uint8Array): Uint8Array {
  return values.map((value) => (value > 127 ? 1 : 0));
}

/** The largest distance of a set pixel of one mask from the other mask. */
function farthest(
  from: Uint8Array,
  to: Uint8Array,
  size: { widthPx: number; heightPx: number },
): number {
  const distance = distanceTransform(to, size);
  return from.reduce((worst, set, i) => (set ? Math.max(worst, distance[i] as number) : worst), 0);
}

describe("line on the network's grid", () => {
  it("stays one pixel wide and whole, finer or coarser than the source", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 5, max: 90 }),
        fc.integer({ min: 10, max: 60 }),
        (target, side) => {
          const source = { widthPx: side, heightPx: side };
          const front = new Uint8Array(side * side);
          for (let row = 0; row < side; row++) front[row * side + (side >> 1)] = 1;
          const line = lineOnGrid(front, source, { widthPx: target, heightPx: target });
          const perRow = Array.from({ length: target }, (_, row) =>
            count(line.subarray(row * target, (row + 1) * target)),
          );
          expect(Math.max(...perRow)).toBe(1);
          const isSet = perRow.map((n) => n > 0);
          const [first, last] = [isSet.indexOf(true), isSet.lastIndexOf(true)];
          expect(isSet.slice(first, last + 1).every(Boolean)).toBe(true);
          expect(last - first + 1).toBeGreaterThanOrEqual(
            target - 2 * Math.max(1, target / side + 1),
          );
        },
      ),
    );
  });
});

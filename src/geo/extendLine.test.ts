// A line goes on straight ahead to the scene's edge, or to rock before it.
import { expect, it } from "vitest";
import { extendLine } from "./extendLine.ts";

const ground = {
  pixelToMap: [10, 0, 1000, 0, -10, 5000],
  widthPx: 100,
  heightPx: 50,
  isBlocked: null,
} as const;

it("ends at the edge of the scene, straight ahead", () => {
  const found = extendLine(
    [
      [1200, 4800],
      [1400, 4800],
    ],
    ground,
  );
  expect(found?.met).toBe("edge");
  expect(found?.to[0]).toBeCloseTo(2000);
  expect(found?.to[1]).toBeCloseTo(4800);
});

it("stops before rock, and says when an end has nowhere to go", () => {
  const isBlocked = ([x]: readonly [number, number]) => x > 1700;
  const path = [
    [1200, 4800],
    [1400, 4800],
  ] as const;
  const found = extendLine(path, { ...ground, isBlocked });
  expect(found?.met).toBe("rock");
  expect(found?.to[0]).toBeGreaterThan(1690);
  expect(found?.to[0]).toBeLessThanOrEqual(1700);
  expect(extendLine(path, { ...ground, isBlocked: () => true })).toBeNull();
  expect(extendLine([[0, 0]], ground)).toBeNull();
});

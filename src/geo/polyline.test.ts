import fc from "fast-check";
import { expect, it } from "vitest";
import type { MapXY } from "./coordinates.ts";
import { densifyPolyline, nearestOnPolyline, simplifyPolyline } from "./polyline.ts";

const coordinate = fc.double({ min: -1000, max: 1000, noNaN: true });
const line = fc.array(fc.tuple(coordinate, coordinate), { minLength: 2, maxLength: 40 });

it("keeps every left-out vertex within the tolerance", () => {
  fc.assert(
    fc.property(line, fc.double({ min: 0.1, max: 300, noNaN: true }), (vertices, tolerance) => {
      const simple = simplifyPolyline(vertices, tolerance);
      expect(simple[0]).toBe(vertices[0]);
      expect(simple.at(-1)).toBe(vertices.at(-1));
      for (const vertex of vertices)
        expect(nearestOnPolyline(vertex, simple)?.distance).toBeLessThanOrEqual(tolerance + 1e-9);
    }),
  );
});

it("measures the tolerance in scaled units", () => {
  const bent: MapXY[] = [
    [0, 0],
    [1, 0.1],
    [2, 0],
  ];
  expect(simplifyPolyline(bent, 1, { x: 10, y: 10 })).toHaveLength(2);
  expect(simplifyPolyline(bent, 1, { x: 10, y: 100 })).toHaveLength(3);
});

it("densifies without moving the line or losing a vertex", () => {
  fc.assert(
    fc.property(line, fc.double({ min: 5, max: 300, noNaN: true }), (vertices, maxLength) => {
      const dense = densifyPolyline(vertices, maxLength);
      for (const vertex of vertices) expect(dense).toContain(vertex);
      for (const [index, [x, y]] of dense.entries()) {
        expect(nearestOnPolyline([x, y], vertices)?.distance).toBeLessThan(1e-6);
        const next = dense[index + 1];
        if (next !== undefined)
          expect(Math.hypot(next[0] - x, next[1] - y)).toBeLessThanOrEqual(maxLength + 1e-9);
      }
    }),
  );
});

it("finds the nearest point, its segment and its place on it", () => {
  const corner: MapXY[] = [
    [0, 0],
    [10, 0],
    [10, 10],
  ];
  expect(nearestOnPolyline([12, 5], corner)).toEqual({
    at: [10, 5],
    distance: 2,
    segment: 1,
    along01: 0.5,
  });
  expect(nearestOnPolyline([1, 1], [[4, 5]])).toMatchObject({ at: [4, 5], distance: 5 });
  expect(nearestOnPolyline([1, 1], [])).toBeNull();
});

it("simplifies a line of 100,000 vertices without running out of stack", () => {
  const long: MapXY[] = Array.from({ length: 100_000 }, (_, i) => [i, Math.sin(i / 500) * 50]);
  expect(simplifyPolyline(long, 1).length).toBeLessThan(3000);
});

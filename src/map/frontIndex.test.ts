// The index finds what a look at every vertex would find.
import fc from "fast-check";
import { expect, it } from "vitest";
import { frontPath } from "../annotation/document.ts";
import { drawnFront } from "../annotation/newFront.ts";
import { nearestOnPolyline } from "../geo/polyline.ts";
import { segmentNear, vertexNear } from "./frontIndex.ts";

const at = fc.tuple(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 0, max: 99 }));

it("finds the nearest vertex and segment within reach, and nothing beyond", () => {
  const lines = fc.array(at, { minLength: 2, maxLength: 200 });
  fc.assert(
    fc.property(lines, at, fc.integer({ min: 1, max: 40 }), (path, place, reach) => {
      const front = drawnFront("f", "s", path);
      const distances = path.map(([x, y]) => Math.hypot(x - place[0], y - place[1]));
      const vertex = Math.min(...distances);
      const segment = nearestOnPolyline(place, frontPath(front))?.distance ?? Infinity;
      const none = (distance: number) => (distance <= reach ? distance : -1);
      expect(vertexNear(front, place, reach)?.distance ?? -1).toBeCloseTo(none(vertex));
      expect(segmentNear(front, place, reach)?.distance ?? -1).toBeCloseTo(none(segment));
    }),
  );
});

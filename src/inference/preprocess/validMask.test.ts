import fc from "fast-check";
import { expect, it } from "vitest";
import { isWhole } from "./validMask.ts";

it("tells whether a stretch is whole, wherever it lies in memory", () => {
  const bytes = fc.array(fc.constantFrom(1, 1, 1, 1, 1, 1, 1, 0), { maxLength: 40 });
  const place = fc.nat({ max: 40 });
  fc.assert(
    fc.property(bytes, fc.nat({ max: 9 }), place, place, (all, skipped, a, b) => {
      // What lies around the stretch has no data, which must not count.
      const memory = new Uint8Array(skipped + all.length + 8);
      memory.set(all, skipped);
      const valid = memory.subarray(skipped, skipped + all.length);
      const [from, to] = [a, b].map((at) => Math.min(at, all.length)).sort((x, y) => x - y);
      expect(isWhole(valid, from, to)).toBe(!all.slice(from, to).includes(0));
    }),
  );
});

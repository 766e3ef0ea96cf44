import { expect, it } from "vitest";
import { calvingZone } from "./calvingZone.ts";

const size = { widthPx: 12, heightPx: 3 };
const rule = { ocean01: 0.3, glacier01: 0.5, reachPx: 1 };
/** The same in every row. */
const rows = (values: readonly number[]) => [...values, ...values, ...values];
const firstRow = (mask: Uint8Array) => [...mask.subarray(0, 12)].join("");

it("keeps what lies between the largest ocean and ice, and not the shore of a smaller water", () => {
  const ocean = rows([0.9, 0.9, 0.9, 0.4, 0, 0, 0, 0, 0.6, 0.6, 0, 0]);
  const glacier = rows([0, 0, 0, 0, 0.8, 0.8, 0.8, 0.8, 0.1, 0.1, 0.8, 0.8]);
  expect(firstRow(calvingZone({ ocean, glacier }, size, rule))).toBe("000110000000");
});

it("a rock wall of the fjord is no front: there is no ice near", () => {
  const ocean = rows([0.9, 0.9, 0.9, 0.9, 0.9, 0, 0, 0, 0, 0, 0, 0]);
  const glacier = rows([0, 0, 0, 0, 0, 0.2, 0.2, 0.2, 0.2, 0.2, 0.9, 0.9]);
  expect(firstRow(calvingZone({ ocean, glacier }, size, rule))).toBe("000000000000");
});

it("rules nothing out where the network sees neither ocean nor ice", () => {
  const nothing = rows([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  const all = calvingZone({ ocean: nothing, glacier: nothing }, size, rule);
  expect(firstRow(all)).toBe("111111111111");
});

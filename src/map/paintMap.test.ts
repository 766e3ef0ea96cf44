import { expect, it } from "vitest";
import { colourTable } from "../scene/colourMaps.ts";
import { paintMap } from "./paintMap.ts";

const rgb = (name: "jet" | "viridis" | "inferno", i: number) => [
  ...colourTable(name).slice(3 * i, 3 * i + 3),
];

it("meets the published ends and middles of its colour maps", () => {
  expect(rgb("viridis", 0)).toEqual([0x44, 0x01, 0x54]);
  expect(rgb("viridis", 255)).toEqual([0xfd, 0xe7, 0x25]);
  expect(rgb("inferno", 255)).toEqual([0xfc, 0xff, 0xa4]);
  expect(rgb("jet", 0)).toEqual([0, 0, 128]);
  expect(rgb("jet", 255)).toEqual([128, 0, 0]);
  expect(rgb("jet", 127)[1]).toBe(255);
  // matplotlib 3: viridis(128), to within what sixteen samples can do.
  for (const [channel, value] of [33, 145, 140].entries())
    expect(Math.abs((rgb("viridis", 128)[channel] ?? 0) - value)).toBeLessThan(4);
});

it("paints nothing where there was no data, and fades low values on request", () => {
  const grid = {
    widthPx: 2,
    heightPx: 1,
    values: new Float32Array([1, 0.25]),
    valid: new Uint8Array([0, 1]),
  };
  const alpha = (fadesOut: boolean) =>
    paintMap(grid, { colourMap: "jet", fadesOut }).filter((_, i) => i % 4 === 3);
  expect([...alpha(false)]).toEqual([0, 255]);
  expect([...alpha(true)]).toEqual([0, 102]);
});

import { expect, it } from "vitest";
import { colourTable } from "./colourMaps.ts";
import { paintMap } from "./paintMap.ts";

const rgb = (name: "jet" | "viridis" | "inferno" | "cividis", i: number) => [
  ...colourTable(name).slice(3 * i, 3 * i + 3),
];

it("meets the published ends and middles of its colour maps", () => {
  expect(rgb("viridis", 0)).toEqual([0x44, 0x01, 0x54]);
  expect(rgb("viridis", 255)).toEqual([0xfd, 0xe7, 0x25]);
  expect(rgb("inferno", 255)).toEqual([0xfc, 0xff, 0xa4]);
  expect(rgb("jet", 0)).toEqual([0, 0, 128]);
  expect(rgb("jet", 255)).toEqual([128, 0, 0]);
  expect(rgb("jet", 127)[1]).toBe(255);
  expect(rgb("cividis", 0)).toEqual([0x00, 0x22, 0x4e]);
  expect(rgb("cividis", 255)).toEqual([0xfe, 0xe8, 0x38]);
  for (const [channel, value] of [125, 124, 120].entries())
    expect(Math.abs((rgb("cividis", 128)[channel] ?? 0) - value)).toBeLessThan(4);
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

it("paints to the end of the scale, and every zone in a colour of its own", () => {
  const valid = new Uint8Array([1, 1, 1, 1]);
  const colours = (values: Float32Array | Uint8Array, most: number, colourMap: "zones" | "jet") => {
    const rgba = paintMap({ widthPx: 4, heightPx: 1, values, valid, most }, LOOK(colourMap));
    return [0, 4, 8, 12].map((at) => rgba.subarray(at, at + 4).join());
  };
  const half = colours(new Float32Array([0, 0.25, 0.5, 9]), 0.5, "jet");
  const whole = colours(new Float32Array([0, 0.5, 1, 1]), 1, "jet");
  expect(half).toEqual(whole);
  const zones = colours(new Uint8Array([0, 64, 127, 254]), 255, "zones");
  expect(new Set(zones).size).toBe(4);
  expect(zones.every((rgba) => !rgba.startsWith("0,0,0"))).toBe(true);
});

const LOOK = (colourMap: "zones" | "jet") => ({ colourMap, fadesOut: false });

// Lines find their rows, and never two the same.
import { expect, it } from "vitest";
import type { MapXY } from "../geo/coordinates.ts";
import { type CameLine, pairLines, type WrittenLine } from "./pairLines.ts";

const UNIT = { x: 1, y: 1 };
const path = (y: number): MapXY[] => [0, 10, 20, 30].map((x) => [x, y]);
const written = (row: number, vertices: MapXY[] | null): WrittenLine => ({
  row,
  vertices,
  vertexCount: 4,
  isBlank: false,
});
const came = (row: number, vertices: MapXY[], isBlank = false): CameLine => ({
  row,
  vertices,
  isBlank,
});
const pairs = (lines: CameLine[], rows: WrittenLine[]) => [...pairLines(lines, rows, UNIT)].sort();

it("goes by places before rows", () => {
  const rows = [written(0, path(0)), written(1, path(100))];
  expect(pairs([came(0, path(100)), came(1, path(0))], rows)).toEqual([
    [0, 1],
    [1, 0],
  ]);
});

it("gives a row to the line that shares most with it", () => {
  const whole = path(0).with(0, [0, 5]);
  const piece = path(0).slice(0, 2);
  expect(pairs([came(0, piece), came(1, whole)], [written(0, path(0))])).toEqual([[1, 0]]);
});

it("does not take a line for its neighbour because they touch", () => {
  const next: MapXY[] = [
    [30, 0],
    [40, 0],
    [50, 0],
  ];
  expect(pairs([came(1, next)], [written(0, path(0))])).toEqual([]);
});

it("goes by the row where places tell nothing, but not for a line that was just drawn", () => {
  const rows = [written(0, path(0))];
  expect(pairs([came(0, path(7))], rows)).toEqual([[0, 0]]);
  expect(pairs([came(0, path(7), true)], rows)).toEqual([]);
  expect(pairs([came(0, path(7).slice(1))], rows)).toEqual([]);
  expect(pairs([came(0, path(7))], [written(0, null)])).toEqual([[0, 0]]);
});

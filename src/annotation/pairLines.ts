// Which line of a file is which row of its provenance file, after the file was worked on in another program.
import { isSameLine, placeIndex } from "../geo/alignVertices.ts";
import type { MapXY } from "../geo/coordinates.ts";
import type { AxisScale } from "../geo/projection.ts";

export type CameLine = {
  readonly row: number;
  readonly vertices: readonly MapXY[];
  /** The table says nothing of it, as of a line that was just drawn. */
  readonly isBlank: boolean;
};

export type WrittenLine = {
  readonly row: number;
  readonly vertexCount: number;
  /** In the file's coordinates; null where that is not known. */
  readonly vertices: readonly MapXY[] | null;
  readonly isBlank: boolean;
};

/** Fronts may touch in one vertex. */
const FEWEST_SHARED = 2;

/**
 * Index of the written line by index of the line that came. A line is the row with which it shares most vertices;
 * where it shares too few, as after a shift of the whole, the row in its place that has as many vertices.
 */
export function pairLines(
  came: readonly CameLine[],
  written: readonly WrittenLine[],
  scale: AxisScale,
): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>();
  const taken = new Set<number>();
  const pair = (line: number, row: number) => {
    if (pairs.has(line) || taken.has(row)) return;
    pairs.set(line, row);
    taken.add(row);
  };
  const inPlace = new Map(written.map((told, index) => [told.row, { ...told, index }]));
  for (const [line, row] of equalLines(came, written, scale)) pair(line, row);
  for (const { line, row } of sharing(came, written, { pairs, taken }, scale)) pair(line, row);
  for (const [i, { row, vertices, isBlank }] of came.entries()) {
    const told = inPlace.get(row);
    if (told?.vertexCount === vertices.length && (!isBlank || told.isBlank)) pair(i, told.index);
  }
  return pairs;
}

/** Pairs of lines that are alike in every vertex, found by where they begin; rows in their places first. */
function equalLines(
  came: readonly CameLine[],
  written: readonly WrittenLine[],
  scale: AxisScale,
): (readonly [line: number, row: number])[] {
  const starts = placeIndex(
    written.flatMap(({ vertices }, row) => {
      const [start] = vertices ?? [];
      return start === undefined ? [] : [[start, row] as const];
    }),
    scale,
  );
  const found = came.flatMap(({ vertices, row: place }, line) => {
    const [start] = vertices;
    const rows = start === undefined ? [] : starts(start);
    return rows
      .filter((row) => isSameLine(written[row]?.vertices ?? [], vertices, scale))
      .map((row) => ({ pair: [line, row] as const, isInPlace: written[row]?.row === place }));
  });
  return found.sort((a, b) => Number(b.isInPlace) - Number(a.isInPlace)).map(({ pair }) => pair);
}

type Paired = {
  readonly pairs: ReadonlyMap<number, number>;
  readonly taken: ReadonlySet<number>;
};

/** Pairs of lines that are not paired yet, those that share most vertices first. */
function sharing(
  came: readonly CameLine[],
  written: readonly WrittenLine[],
  { pairs, taken }: Paired,
  scale: AxisScale,
): { readonly line: number; readonly row: number }[] {
  const left = written.flatMap(({ vertices }, row) =>
    taken.has(row) ? [] : (vertices ?? []).map((at) => [at, row] as const),
  );
  if (left.length === 0) return [];
  const find = placeIndex(left, scale);
  const found = came.flatMap(({ vertices, row: place }, line) => {
    if (pairs.has(line)) return [];
    const shared = new Map<number, number>();
    for (const at of vertices)
      for (const row of new Set(find(at))) shared.set(row, (shared.get(row) ?? 0) + 1);
    return [...shared].map(([row, count]) => ({
      line,
      row,
      count,
      isInPlace: written[row]?.row === place,
    }));
  });
  return found
    .filter(({ count }) => count >= FEWEST_SHARED)
    .sort((a, b) => b.count - a.count || Number(b.isInPlace) - Number(a.isInPlace));
}

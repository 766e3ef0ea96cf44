// A whole swath as satellites deliver it: hundreds of millions of 16-bit pixels, placed by ground control points alone,
// with simulated fjords here and there in it. What lies between them is never written, so the file is sparse.
import { closeSync, ftruncateSync, openSync, writeSync } from "node:fs";
import type { MapXY, PixelXY } from "../../src/geo/coordinates.ts";
import { reprojector } from "../../src/geo/reproject.ts";
import { crsOfCode } from "../../src/geo/targetCrs.ts";
import { simulateFjord } from "./simulateFjord.ts";

export type SwathOptions = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly pixelSizeMetres: number;
  readonly seed: number;
  readonly description: string;
};

export type WrittenSwath = {
  /** EPSG of `fronts`. */
  readonly epsg: number;
  /** The true front of each fjord, map coordinates. */
  readonly fronts: readonly (readonly MapXY[])[];
};

const EPSG = 3413;
/** Of the middle of the first row; south-east Greenland. */
const HEAD: MapXY = [300_000, -2_400_000];
/** The flight line is turned by so much from the map's north. */
const TURNED_DEGREES = 12;
const FJORD_SIDE_METRES = 24_000;
const POINTS_ACROSS = 21;
const POINTS_DOWN = 10;
const TYPE = { ascii: 2, short: 3, long: 4, double: 12 } as const;
const BYTES: Readonly<Record<number, number>> = { 2: 1, 3: 2, 4: 4, 12: 8 };

/** Writes the file. Fjords lie on a lattice, as many as fit with as much room between them. */
export function writeSwath(path: string, options: SwathOptions): WrittenSwath {
  const { widthPx, heightPx, pixelSizeMetres, seed } = options;
  const header = headerOf(options);
  const file = openSync(path, "w");
  try {
    writeSync(file, header, 0, header.length, 0);
    ftruncateSync(file, header.length + 2 * widthPx * heightPx);
    const side = Math.min(
      Math.round(FJORD_SIDE_METRES / pixelSizeMetres),
      Math.floor(Math.min(widthPx, heightPx) / 2),
    );
    const size = { widthPx: side, heightPx: side };
    const fjord = simulateFjord({ ...size, pixelSizeMetres, looks: 4, seed });
    const fronts: MapXY[][] = [];
    for (const [col, row] of latticeOf(options, side)) {
      for (let j = 0; j < side; j++) {
        const line = new Uint8Array(fjord.amplitude.buffer, 2 * j * side, 2 * side);
        writeSync(file, line, 0, 2 * side, header.length + 2 * ((row + j) * widthPx + col));
      }
      fronts.push(fjord.front.map(([x, y]) => toMap([col + x, row + y], options)));
    }
    return { epsg: EPSG, fronts };
  } finally {
    closeSync(file);
  }
}

function latticeOf({ widthPx, heightPx }: SwathOptions, side: number): PixelXY[] {
  const starts = (length: number) => {
    const count = Math.max(1, Math.floor(length / (2 * side)));
    return Array.from({ length: count }, (_, i) =>
      Math.floor(((i + 0.5) * length) / count - side / 2),
    );
  };
  return starts(heightPx).flatMap((row) => starts(widthPx).map((col): PixelXY => [col, row]));
}

function toMap([col, row]: PixelXY, { pixelSizeMetres, widthPx }: SwathOptions): MapXY {
  const turn = (TURNED_DEGREES * Math.PI) / 180;
  const [east, south] = [(col - widthPx / 2) * pixelSizeMetres, row * pixelSizeMetres];
  return [
    HEAD[0] + east * Math.cos(turn) - south * Math.sin(turn),
    HEAD[1] - east * Math.sin(turn) - south * Math.cos(turn),
  ];
}

type Field = {
  readonly tag: number;
  readonly type: number;
  readonly values: readonly number[] | string;
};

/** Columns, rows, 0, longitude, latitude, height of the points, all at sea level. */
function tiepoints(options: SwathOptions): number[] {
  const [grid, degrees] = [crsOfCode(`EPSG:${EPSG}`), crsOfCode("EPSG:4326")];
  if (grid === null || degrees === null) throw new Error("The projections are not known.");
  const toLonLat = reprojector(grid, degrees);
  const points: number[] = [];
  for (let j = 0; j < POINTS_DOWN; j++)
    for (let i = 0; i < POINTS_ACROSS; i++) {
      const col = ((options.widthPx - 1) * i) / (POINTS_ACROSS - 1);
      const row = ((options.heightPx - 1) * j) / (POINTS_DOWN - 1);
      const at = toLonLat(toMap([col, row], options));
      if (at === null) throw new Error("The swath lies outside of its projection.");
      points.push(col, row, 0, at[0], at[1], 0);
    }
  return points;
}

function headerOf(options: SwathOptions): Uint8Array<ArrayBuffer> {
  const { widthPx, heightPx } = options;
  const fieldsFor = (firstByte: number): Field[] => [
    { tag: 256, type: TYPE.long, values: [widthPx] },
    { tag: 257, type: TYPE.long, values: [heightPx] },
    { tag: 258, type: TYPE.short, values: [16] },
    { tag: 259, type: TYPE.short, values: [1] },
    { tag: 262, type: TYPE.short, values: [1] },
    { tag: 270, type: TYPE.ascii, values: `${options.description}\0` },
    { tag: 273, type: TYPE.long, values: perRow(heightPx, (row) => firstByte + 2 * widthPx * row) },
    { tag: 277, type: TYPE.short, values: [1] },
    { tag: 278, type: TYPE.long, values: [1] },
    { tag: 279, type: TYPE.long, values: perRow(heightPx, () => 2 * widthPx) },
    { tag: 339, type: TYPE.short, values: [1] },
    { tag: 33922, type: TYPE.double, values: tiepoints(options) },
    // Geographic, pixel is point as in raw products, WGS 84.
    {
      tag: 34735,
      type: TYPE.short,
      values: [1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 2, 2048, 0, 1, 4326],
    },
    { tag: 42113, type: TYPE.ascii, values: "0\0" },
  ];
  return encode(fieldsFor(encode(fieldsFor(0)).length));
}

const perRow = (heightPx: number, value: (row: number) => number) =>
  Array.from({ length: heightPx }, (_, row) => value(row));

/** A little-endian TIFF of one directory; the length depends on the number of values alone. */
function encode(fields: readonly Field[]): Uint8Array<ArrayBuffer> {
  const sizes = fields.map(({ type, values }) => values.length * (BYTES[type] ?? 0));
  const directoryBytes = 6 + 12 * fields.length;
  const outside = sizes.map((size) => (size > 4 ? size + (size % 2) : 0));
  const view = new DataView(
    new ArrayBuffer(8 + directoryBytes + outside.reduce((sum, size) => sum + size, 0)),
  );
  view.setUint32(0, 0x49492a00);
  view.setUint32(4, 8, true);
  view.setUint16(8, fields.length, true);
  let free = 8 + directoryBytes;
  fields.forEach(({ tag, type, values }, i) => {
    const at = 10 + 12 * i;
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, type, true);
    view.setUint32(at + 4, values.length, true);
    const isInside = (sizes[i] ?? 0) <= 4;
    if (!isInside) view.setUint32(at + 8, free, true);
    writeValues(view, isInside ? at + 8 : free, type, values);
    free += outside[i] ?? 0;
  });
  return new Uint8Array(view.buffer);
}

function writeValues(view: DataView, first: number, type: number, values: Field["values"]): void {
  const size = BYTES[type] ?? 0;
  const numbers = typeof values === "string" ? new TextEncoder().encode(values) : values;
  numbers.forEach((value: number, i: number) => {
    const at = first + i * size;
    if (type === TYPE.double) view.setFloat64(at, value, true);
    else if (type === TYPE.long) view.setUint32(at, value, true);
    else if (type === TYPE.short) view.setUint16(at, value, true);
    else view.setUint8(at, value);
  });
}

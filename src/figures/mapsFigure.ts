// A figure of maps for a paper, as SVG text: a grid of pictures with lines over them, colour scale, scale bar and legend.
import type { AxisScale } from "../geo/projection.ts";
import { roundLength } from "../geo/roundLength.ts";
import { type ColourMapName, colourTable } from "../scene/colourMaps.ts";
import { escapeHtml } from "./lineChart.ts";
import { type Picture, pngDataUri } from "./picture.ts";

/** Column and row in a cell's picture; (0, 0) is the top-left corner of its top-left pixel, y down. */
type FigureXY = readonly [x: number, y: number];

export type FigureLines = {
  /** Which of the figure's line styles, by name. */
  readonly style: string;
  readonly paths: readonly (readonly FigureXY[])[];
};

export type FigureCell = {
  readonly picture: Picture;
  /** Ground size of a pixel of the picture along columns (x) and rows (y); null without CRS: then no scale bar. */
  readonly pixelSizeMetres: AxisScale | null;
  readonly lines?: readonly FigureLines[];
  /** A few words below the picture, for example the smallest and largest value. */
  readonly note?: string;
};

export type LineStyle = {
  readonly name: string;
  /** Of CSS. */
  readonly colour: string;
  /** Lengths of dashes and gaps in points; none for a whole line. */
  readonly dash: readonly number[];
};

export type MapsFigure = {
  /** One for each column; an empty list for none. */
  readonly columnTitles: readonly string[];
  /** One for each row; an empty list for none. */
  readonly rowTitles: readonly string[];
  /** Row by row; null leaves a place empty. Pictures may differ in size; each fills its cell's width. */
  readonly rows: readonly (readonly (FigureCell | null)[])[];
  /** The styles of all lines; those stand in the legend that a cell uses. */
  readonly lineStyles: readonly LineStyle[];
  /** Areas of one colour that the legend explains, as those of `masksOver`. */
  readonly areas?: readonly { readonly name: string; readonly colour: string }[];
  /** One for all cells; null where no cell shows a map. */
  readonly scale: {
    readonly colourMap: ColourMapName;
    readonly title: string;
    readonly from: number;
    readonly to: number;
  } | null;
  /** Where north is, in degrees clockwise from up; null draws no arrow. */
  readonly northDegrees?: number | null;
  /** What is shown: scene, date, model, weights. */
  readonly caption: string;
  /** A page's text width of 180 where it is absent. */
  readonly widthMm?: number;
};

/** All lengths in points, so that text has its size in print. */
const POINTS_PER_MM = 72 / 25.4;
const GAP = 4;
const MARGIN = 2;
const TEXT = 8;
const SMALL = 7;
/** With few columns, pictures need not fill the page; with many rows, the figure must fit on one. */
const WIDEST_CELL = 200;
const TALLEST_GRID = 600;
/** Room for scale and legend under a grid of one small column. */
const NARROWEST = 240;

type Box = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

/** Of any text in a sans-serif font: no font is at hand to measure with, so rather too wide. */
const textWidth = (text: string, size: number) => text.length * size * 0.6;

export function mapsFigure(figure: MapsFigure): string {
  const grid = layOut(figure);
  const width = Math.max(NARROWEST, grid.width);
  const below = keysBelow(figure, grid);
  const keys = flow(below, width - 2 * MARGIN, grid.height + 2);
  const caption = wrap(figure.caption, width - 2 * MARGIN).map(
    (line, i) =>
      `<text x="${MARGIN}" y="${n(keys.bottom + 12 + 10 * i)}" font-size="${SMALL}">${escapeHtml(line)}</text>`,
  );
  const height = keys.bottom + 5 + 10 * caption.length + MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${n(width / POINTS_PER_MM)}mm" height="${n(height / POINTS_PER_MM)}mm" viewBox="0 0 ${n(width)} ${n(height)}" font-family="Arial, Helvetica, sans-serif" font-size="${TEXT}" fill="#000000">`,
    `<title>${escapeHtml(figure.caption)}</title>`,
    `<rect width="${n(width)}" height="${n(height)}" fill="#ffffff"/>`,
    ...titles(figure, grid),
    ...figure.rows.flatMap((row, r) =>
      row.map((cell, c) => drawCell(figure, grid, cell, { row: r, column: c })),
    ),
    ...keys.drawn,
    ...caption,
    "</svg>",
    "",
  ].join("\n");
}

type Grid = {
  readonly width: number;
  /** Down to the end of the last row and its notes. */
  readonly height: number;
  readonly left: number;
  readonly cellWidth: number;
  readonly rowTops: readonly number[];
  readonly rowHeights: readonly number[];
  /** Metres to a point, where it is the same in every cell that is on the ground; null otherwise. */
  readonly metresPerPoint: number | null;
};

function layOut({ columnTitles, rowTitles, rows, widthMm = 180 }: MapsFigure): Grid {
  const columns = Math.max(1, ...rows.map((row) => row.length));
  const left = MARGIN + (rowTitles.length > 0 ? TEXT + GAP : 0);
  const top = MARGIN + (columnTitles.length > 0 ? TEXT + GAP : 0);
  const room = widthMm * POINTS_PER_MM - left - MARGIN - (columns - 1) * GAP;
  const shapes = rows.map((row) => Math.max(...row.map((cell) => (cell ? shapeOf(cell) : 0))));
  const tallness = shapes.reduce((sum, shape) => sum + shape, 0);
  const cellWidth = Math.min(room / columns, WIDEST_CELL, TALLEST_GRID / tallness);
  const rowHeights = shapes.map((shape) => shape * cellWidth);
  const rowTops: number[] = [];
  let y = top;
  for (const [r, row] of rows.entries()) {
    rowTops.push(y);
    const hasNote = row.some((cell) => cell?.note !== undefined);
    y += (rowHeights[r] ?? 0) + (hasNote ? SMALL + GAP : 0) + GAP;
  }
  const width = left + columns * cellWidth + (columns - 1) * GAP + MARGIN;
  const metresPerPoint = sharedScale(rows.flat(), cellWidth);
  return { width, height: y - GAP, left, cellWidth, rowTops, rowHeights, metresPerPoint };
}

/** Height over width on the ground. */
function shapeOf({ picture, pixelSizeMetres }: FigureCell): number {
  const { x, y } = pixelSizeMetres ?? { x: 1, y: 1 };
  return (picture.heightPx * y) / (picture.widthPx * x);
}

function metresPerPointOf({ picture, pixelSizeMetres }: FigureCell, cellWidth: number) {
  return pixelSizeMetres === null ? null : (picture.widthPx * pixelSizeMetres.x) / cellWidth;
}

function sharedScale(cells: readonly (FigureCell | null)[], cellWidth: number): number | null {
  const scales = cells.flatMap((cell) => {
    const scale = cell === null ? null : metresPerPointOf(cell, cellWidth);
    return scale === null ? [] : [scale];
  });
  const [first = null] = scales;
  return scales.every((scale) => Math.abs(scale / (first ?? scale) - 1) < 0.005) ? first : null;
}

function titles({ columnTitles, rowTitles }: MapsFigure, grid: Grid): string[] {
  const { cellWidth, left, rowHeights, rowTops } = grid;
  return [
    ...columnTitles.map((title, column) => {
      const x = left + column * (cellWidth + GAP) + cellWidth / 2;
      return centred(title, x, MARGIN + TEXT - 1, cellWidth);
    }),
    ...rowTitles.map((title, row) => {
      const y = (rowTops[row] ?? 0) + (rowHeights[row] ?? 0) / 2;
      const text = centred(title, 0, 0, rowHeights[row] ?? 0);
      return `<g transform="translate(${n(MARGIN + TEXT - 1)} ${n(y)}) rotate(-90)">${text}</g>`;
    }),
  ];
}

/** Smaller where it would not fit. */
function centred(text: string, x: number, y: number, room: number, largest = TEXT): string {
  const size = Math.min(largest, (largest * room) / textWidth(text, largest));
  return `<text x="${n(x)}" y="${n(y)}" font-size="${n(size)}" text-anchor="middle">${escapeHtml(text)}</text>`;
}

function drawCell(
  figure: MapsFigure,
  grid: Grid,
  cell: FigureCell | null,
  { row, column }: { readonly row: number; readonly column: number },
): string {
  if (cell === null) return "";
  const { cellWidth, left, rowHeights, rowTops } = grid;
  const box: Box = {
    x: left + column * (cellWidth + GAP),
    y: rowTops[row] ?? 0,
    width: cellWidth,
    height: shapeOf(cell) * cellWidth,
  };
  const frame = `x="${n(box.x)}" y="${n(box.y)}" width="${n(box.width)}" height="${n(box.height)}"`;
  const clip = `cell-${row}-${column}`;
  const noteY = (rowTops[row] ?? 0) + (rowHeights[row] ?? 0) + SMALL + 1;
  const ownScale = grid.metresPerPoint === null ? metresPerPointOf(cell, cellWidth) : null;
  return [
    `<clipPath id="${clip}"><rect ${frame}/></clipPath>`,
    `<image ${frame} preserveAspectRatio="none" xlink:href="${pngDataUri(cell.picture)}"/>`,
    `<g clip-path="url(#${clip})" fill="none" stroke-linejoin="round">${drawLines(figure, cell, box)}</g>`,
    `<rect ${frame} fill="none" stroke="#000000" stroke-width="0.4"/>`,
    ownScale === null ? "" : barInside(ownScale, box),
    cell.note === undefined
      ? ""
      : centred(cell.note, box.x + box.width / 2, noteY, box.width, SMALL),
  ].join("");
}

function drawLines({ lineStyles }: MapsFigure, { lines, picture }: FigureCell, box: Box): string {
  const [scaleX, scaleY] = [box.width / picture.widthPx, box.height / picture.heightPx];
  return (lines ?? [])
    .flatMap(({ style, paths }) => {
      const look = lineStyles.find(({ name }) => name === style);
      const d = paths
        .map((path) =>
          path
            .map(([x, y], i) => `${i ? "L" : "M"}${n(box.x + x * scaleX)} ${n(box.y + y * scaleY)}`)
            .join(""),
        )
        .join("");
      return look === undefined || d === "" ? [] : [stroked(d, look)];
    })
    .join("");
}

/** A dark rim keeps a light line readable on bright ice and on paper. */
function stroked(d: string, { colour, dash }: LineStyle): string {
  const dashes = dash.length > 0 ? ` stroke-dasharray="${dash.map(n).join(" ")}"` : "";
  return `<path d="${d}" stroke="#05080c" stroke-opacity="0.7" stroke-width="1.6"/><path d="${d}" stroke="${escapeHtml(colour)}" stroke-width="0.9"${dashes}/>`;
}

/** Something that stands below the grid, drawn with its left end at x and its middle at y. */
type Key = { readonly width: number; readonly draw: (x: number, y: number) => string };

function keysBelow(figure: MapsFigure, grid: Grid): Key[] {
  const { areas = [], lineStyles, northDegrees = null, rows, scale } = figure;
  const used = new Set(
    rows.flatMap((row) => row.flatMap((cell) => cell?.lines?.map(({ style }) => style) ?? [])),
  );
  return [
    ...(scale === null ? [] : [colourKey(scale)]),
    ...(grid.metresPerPoint === null ? [] : [scaleKey(grid.metresPerPoint, grid.cellWidth)]),
    ...(northDegrees === null ? [] : [northKey(northDegrees)]),
    ...lineStyles.filter(({ name }) => used.has(name)).map(lineKey),
    ...areas.map(areaKey),
  ];
}

/** From left to right, and on in the next line where there is no more room. */
function flow(keys: readonly Key[], room: number, top: number) {
  const lineHeight = 20;
  let x = MARGIN;
  let y = top + lineHeight / 2;
  const drawn = keys.map((key) => {
    if (x > MARGIN && x + key.width > room) {
      x = MARGIN;
      y += lineHeight;
    }
    const text = key.draw(x, y);
    x += key.width + 12;
    return text;
  });
  return { drawn, bottom: keys.length > 0 ? y + lineHeight / 2 : top - 8 };
}

const RAMP = { width: 110, height: 6, stops: 33 };

function colourKey({ colourMap, from, title, to }: NonNullable<MapsFigure["scale"]>): Key {
  const table = colourTable(colourMap);
  const stops = Array.from({ length: RAMP.stops }, (_, step) => {
    const i = 3 * Math.round((step / (RAMP.stops - 1)) * 255);
    const share = n((100 * step) / (RAMP.stops - 1));
    return `<stop offset="${share}%" stop-color="rgb(${table[i]},${table[i + 1]},${table[i + 2]})"/>`;
  });
  const titleWidth = textWidth(title, SMALL) + 6;
  return {
    width: titleWidth + RAMP.width + 8,
    draw: (x, y) => {
      const left = x + titleWidth;
      const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => {
        const at = left + share * RAMP.width;
        const value = Number((from + share * (to - from)).toPrecision(3));
        return `<path d="M${n(at)} ${n(y + 1)}v2" stroke="#000000" stroke-width="0.4"/><text x="${n(at)}" y="${n(y + 9.5)}" font-size="${SMALL}" text-anchor="middle">${value}</text>`;
      });
      return `<linearGradient id="colours">${stops.join("")}</linearGradient><text x="${n(x)}" y="${n(y + 1)}" font-size="${SMALL}">${escapeHtml(title)}</text><rect x="${n(left)}" y="${n(y - 5)}" width="${RAMP.width}" height="${RAMP.height}" fill="url(#colours)" stroke="#000000" stroke-width="0.4"/>${ticks.join("")}`;
    },
  };
}

/** The bar's length in points, and what it says. */
function barOf(metresPerPoint: number, longest: number) {
  const metres = roundLength(metresPerPoint * longest);
  const text = metres < 1000 ? `${metres} m` : `${metres / 1000} km`;
  return { length: metres / metresPerPoint, text };
}

function scaleKey(metresPerPoint: number, cellWidth: number): Key {
  const { length, text } = barOf(metresPerPoint, cellWidth * 0.6);
  return {
    width: Math.max(length, textWidth(text, SMALL)),
    draw: (x, y) =>
      `<g class="scale-bar"><path d="M${n(x)} ${n(y - 4)}v4h${n(length)}v-4" fill="none" stroke="#000000" stroke-width="0.8"/><text x="${n(x + length / 2)}" y="${n(y + 9.5)}" font-size="${SMALL}" text-anchor="middle">${text}</text></g>`,
  };
}

/** White on black, where cells are of different scale. */
function barInside(metresPerPoint: number, { height, width, x, y }: Box): string {
  const { length, text } = barOf(metresPerPoint, width * 0.4);
  const [left, bottom] = [x + 4, y + height - 4];
  const room = Math.max(length, textWidth(text, SMALL)) + 4;
  return `<g class="scale-bar"><rect x="${n(left - 2)}" y="${n(bottom - 11)}" width="${n(room)}" height="13" fill="#000000" fill-opacity="0.55"/><path d="M${n(left)} ${n(bottom)}h${n(length)}" stroke="#ffffff" stroke-width="1.2"/><text x="${n(left)}" y="${n(bottom - 3)}" font-size="${SMALL}" fill="#ffffff">${text}</text></g>`;
}

function northKey(degrees: number): Key {
  return {
    width: 18,
    draw: (x, y) =>
      `<g class="north" transform="translate(${n(x + 9)} ${n(y)})"><path transform="rotate(${n(degrees)})" d="M0 -8L2.6 3L0 1L-2.6 3Z"/><text x="${degrees > 0 && degrees < 180 ? -9 : 4}" y="3" font-size="${SMALL}">N</text></g>`,
  };
}

function lineKey(style: LineStyle): Key {
  return {
    width: 24 + textWidth(style.name, SMALL),
    draw: (x, y) =>
      `<g fill="none">${stroked(`M${n(x)} ${n(y)}h18`, style)}</g><text x="${n(x + 22)}" y="${n(y + 2.5)}" font-size="${SMALL}">${escapeHtml(style.name)}</text>`,
  };
}

function areaKey({ colour, name }: { readonly name: string; readonly colour: string }): Key {
  return {
    width: 14 + textWidth(name, SMALL),
    draw: (x, y) =>
      `<rect x="${n(x)}" y="${n(y - 4)}" width="8" height="8" fill="${escapeHtml(colour)}" stroke="#000000" stroke-width="0.4"/><text x="${n(x + 12)}" y="${n(y + 2.5)}" font-size="${SMALL}">${escapeHtml(name)}</text>`,
  };
}

function wrap(text: string, room: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1);
    const longer = `${line} ${word}`;
    if (line === undefined || textWidth(longer, SMALL) > room) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

/** A number without more digits than anybody can see. */
const n = (value: number) => String(Math.round(value * 100) / 100);

// A line chart as an SVG string: axes with round numbers, a legend, titles on hover, no script.

export type ChartLine = {
  readonly name: string;
  /** x and y, both finite. */
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Dashed, and in the colour of the line before: its companion. */
  readonly dashed?: boolean;
};

export type ChartOptions = {
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly lines: readonly ChartLine[];
};

/** Okabe and Ito's palette, which colour-blind readers can tell apart. */
export const LINE_COLOURS = [
  "#0072b2",
  "#d55e00",
  "#009e73",
  "#cc79a7",
  "#e69f00",
  "#56b4e9",
  "#999933",
  "#000000",
] as const;

const SIZE = { width: 720, height: 300 };
const DASH = ' stroke-dasharray="5 4"';
const FRAME = { left: 64, right: 16, top: 16, bottom: 44 };

/** As a figure of a page that styles `.grid`, `.key` and text in an SVG. */
export function lineChart(options: ChartOptions): string {
  const { title, lines } = options;
  const drawn = drawing(options);
  if (drawn === null) return `<p>${nothingToDraw(title)}</p>`;
  return [
    `<figure><figcaption><strong>${escapeHtml(title)}</strong> ${legend(lines, coloursOf(lines))}</figcaption><svg viewBox="0 0 ${SIZE.width} ${SIZE.height}" role="img" aria-label="${escapeHtml(title)}">`,
    drawn,
    "</svg></figure>",
  ].join("\n");
}

/** The same chart as a file of its own: title and legend within the picture, styles inside it. */
export function lineChartFile(options: ChartOptions): string {
  const { title, lines } = options;
  const drawn = drawing(options) ?? `<text x="${FRAME.left}" y="40">${nothingToDraw(title)}</text>`;
  const colours = coloursOf(lines);
  const headPx = 28 + KEY_PX * Math.ceil(lines.length / KEYS_A_ROW);
  const height = SIZE.height + headPx;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE.width} ${height}" width="${SIZE.width}" height="${height}" role="img" aria-label="${escapeHtml(title)}">`,
    "<style>text { font: 12px system-ui, sans-serif; fill: #444; } .grid { stroke: #e3e7eb; }</style>",
    `<rect width="${SIZE.width}" height="${height}" fill="#fff"/>`,
    `<text x="${FRAME.left}" y="18" style="font-weight: bold">${escapeHtml(title)}</text>`,
    ...lines.map((line, i) => key(line, colours[i] ?? "#000", i)),
    `<g transform="translate(0 ${headPx})">`,
    drawn,
    "</g></svg>",
    "",
  ].join("\n");
}

const KEYS_A_ROW = 3;
const KEY_PX = 18;

/** An entry of the legend, where its place among the others is. */
function key({ name, dashed }: ChartLine, colour: string, place: number): string {
  const width = (SIZE.width - FRAME.left - FRAME.right) / KEYS_A_ROW;
  const x = FRAME.left + (place % KEYS_A_ROW) * width;
  const y = 32 + KEY_PX * Math.floor(place / KEYS_A_ROW);
  const dash = dashed ? DASH : "";
  return `<line x1="${x}" x2="${x + 22}" y1="${y}" y2="${y}" stroke="${colour}" stroke-width="3"${dash}/><text x="${x + 28}" y="${y + 4}">${escapeHtml(name)}</text>`;
}

function nothingToDraw(title: string): string {
  return `${escapeHtml(title)}: nothing to draw yet.`;
}

/** Axes and lines within `SIZE`; null without a point. */
function drawing({ xTitle, yTitle, lines }: ChartOptions): string | null {
  const points = lines.flatMap((line) => line.points);
  if (!points.length) return null;
  const x = axis(
    points.map((point) => point[0]),
    [FRAME.left, SIZE.width - FRAME.right],
    "tight",
  );
  const y = axis(
    points.map((point) => point[1]),
    [SIZE.height - FRAME.bottom, FRAME.top],
    "round",
  );
  const colours = coloursOf(lines);
  return [
    ...y.ticks.map(
      (tick) =>
        `<line class="grid" x1="${FRAME.left}" x2="${SIZE.width - FRAME.right}" y1="${y.at(tick)}" y2="${y.at(tick)}"/><text x="${FRAME.left - 8}" y="${y.at(tick) + 4}" text-anchor="end">${label(tick)}</text>`,
    ),
    ...x.ticks.map(
      (tick) =>
        `<text x="${x.at(tick)}" y="${SIZE.height - FRAME.bottom + 18}" text-anchor="middle">${label(tick)}</text>`,
    ),
    `<text x="${(FRAME.left + SIZE.width) / 2}" y="${SIZE.height - 6}" text-anchor="middle">${escapeHtml(xTitle)}</text>`,
    `<text transform="translate(14 ${SIZE.height / 2}) rotate(-90)" text-anchor="middle">${escapeHtml(yTitle)}</text>`,
    ...lines.map((line, i) => path(line, colours[i] ?? "#000", x.at, y.at)),
  ].join("\n");
}

export function escapeHtml(text: string): string {
  return text.replace(
    /[&<>"']/g,
    (char) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" })[char] ?? "",
  );
}

function coloursOf(lines: readonly ChartLine[]): string[] {
  let next = -1;
  return lines.map(({ dashed }) => {
    if (!dashed || next < 0) next++;
    return LINE_COLOURS[next % LINE_COLOURS.length] ?? "#000";
  });
}

function path(
  { name, points, dashed }: ChartLine,
  colour: string,
  x: (value: number) => number,
  y: (value: number) => number,
): string {
  const d = points
    .map(([px, py], i) => `${i ? "L" : "M"}${x(px).toFixed(1)} ${y(py).toFixed(1)}`)
    .join("");
  const dash = dashed ? DASH : "";
  const dots = points.map(
    ([px, py]) =>
      `<circle cx="${x(px).toFixed(1)}" cy="${y(py).toFixed(1)}" r="2.5" fill="${colour}"><title>${escapeHtml(name)}: ${label(py)} at ${label(px)}</title></circle>`,
  );
  return `<path d="${d}" fill="none" stroke="${colour}" stroke-width="2"${dash}/>${dots.join("")}`;
}

function legend(lines: readonly ChartLine[], colours: readonly string[]): string {
  return lines
    .map(({ name, dashed }, i) => {
      const border = `border-top: 3px ${dashed ? "dashed" : "solid"} ${colours[i]}`;
      return `<span class="key"><i style="${border}"></i>${escapeHtml(name)}</span>`;
    })
    .join(" ");
}

/**
 * Round ticks over the values' range, and where a value lies between the two ends in pixels. The ends are round numbers
 * too, or the values' own.
 */
export function axis(
  values: readonly number[],
  [from, to]: readonly [number, number],
  ends: "round" | "tight",
) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const range = high - low || Math.abs(high) || 1;
  const rough = range / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.floor(low / step);
  const last = Math.max(first + 1, Math.ceil(high / step));
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
  const isTight = ends === "tight" && high > low;
  const [start, end] = isTight ? [low, high] : [first * step, last * step];
  return {
    ticks: ticks.filter((tick) => tick >= start && tick <= end),
    at: (value: number) => from + ((value - start) / (end - start)) * (to - from),
  };
}

/** Four digits; in powers of ten below a thousandth. */
export function label(value: number): string {
  if (value !== 0 && Math.abs(value) < 1e-3) return value.toExponential(1);
  return String(Number(value.toPrecision(4)));
}

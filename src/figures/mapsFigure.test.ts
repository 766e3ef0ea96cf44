import { decode } from "fast-png";
import { expect, it } from "vitest";
import { type FigureCell, type MapsFigure, mapsFigure } from "./mapsFigure.ts";
import { greyPicture, mapOver, mapPicture, masksOver, pngDataUri } from "./picture.ts";

const SIZE = { widthPx: 4, heightPx: 2 };
const grey = greyPicture(SIZE, [0, 1, 0.5, Number.NaN, 0, 0, 0, 0]);

const cell = (more: Partial<FigureCell> = {}): FigureCell => ({
  picture: grey,
  pixelSizeMetres: { x: 500, y: 500 },
  ...more,
});

const figure = (more: Partial<MapsFigure> = {}): MapsFigure => ({
  columnTitles: ["SAR", "α1"],
  rowTitles: [],
  rows: [[cell(), cell()]],
  lineStyles: [],
  scale: null,
  caption: "A fjord & its glacier",
  ...more,
});

it("keeps every pixel of its pictures", () => {
  const svg = mapsFigure(figure());
  const [, base64 = ""] = /data:image\/png;base64,([^"]+)"/.exec(svg) ?? [];
  const png = decode(Buffer.from(base64, "base64"));
  expect([png.width, png.height]).toEqual([4, 2]);
  expect([...png.data]).toEqual([...grey.rgb]);
  expect([...grey.rgb.subarray(0, 12)]).toEqual([
    0, 0, 0, 255, 255, 255, 128, 128, 128, 255, 255, 255,
  ]);
});

it("draws a scale bar as long as it says, and none without a place on the ground", () => {
  const svg = mapsFigure(figure());
  // Two columns of at most 200 pt for 4 x 500 m.
  const [, length = "", text] =
    /class="scale-bar"><path d="M[\d. ]+v4h([\d.]+)v-4".*?<text[^>]*>([^<]*)</.exec(svg) ?? [];
  expect(text).toBe("1 km");
  expect((Number(length) * 2000) / 200).toBeCloseTo(1000, 0);
  const nowhere = figure({ rows: [[cell({ pixelSizeMetres: null }), null]] });
  expect(mapsFigure(nowhere)).not.toContain("scale-bar");
});

it("gives every cell a bar of its own where their scales differ", () => {
  const other = cell({ pixelSizeMetres: { x: 50, y: 50 } });
  const svg = mapsFigure(figure({ rows: [[cell(), other, cell()]] }));
  expect(svg.match(/class="scale-bar"/g)).toHaveLength(3);
});

it("shows pixels that are longer than wide on the ground as such", () => {
  const svg = mapsFigure(figure({ rows: [[cell({ pixelSizeMetres: { x: 10, y: 30 } })]] }));
  const [, width, height] = /<image [^>]*width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? [];
  expect(Number(height) / Number(width)).toBeCloseTo(1.5, 3);
});

it("puts lines where the picture's pixels are, and only lines that are drawn in the legend", () => {
  const path = [
    [0, 0],
    [4, 2],
  ] as const;
  const lineStyles = [
    { name: "front", colour: "#ffb020", dash: [] },
    { name: "truth", colour: "#4ade80", dash: [2, 2] },
  ];
  const lines = [{ style: "front", paths: [path] }];
  const svg = mapsFigure(figure({ rows: [[cell({ lines })]], lineStyles }));
  const [, x = "", y = "", width = "", height = ""] =
    /<image x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? [];
  expect(svg).toContain(
    `d="M${x} ${y}L${Number(x) + Number(width)} ${Number(y) + Number(height)}"`,
  );
  expect(svg).toContain(">front</text>");
  expect(svg).not.toContain(">truth</text>");
});

it("escapes what it is told, and wraps a long caption", () => {
  const svg = mapsFigure(figure({ caption: `<b> & "${"long words ".repeat(40)}"` }));
  expect(svg).toContain("&lt;b&gt; &amp; &quot;");
  expect(svg).not.toContain("<b>");
  expect(svg.match(/<text[^>]*>[^<]*long/g)?.length).toBeGreaterThan(1);
});

const map = {
  widthPx: 4,
  heightPx: 2,
  values: new Float32Array([1, 0, 0.5, 1, 0, 0, 0, 0]),
  valid: new Uint8Array([1, 1, 1, 0, 1, 1, 1, 1]),
};

it("lays a map over the picture as it is told", () => {
  const at = (blend: "over" | "value" | "multiply" | "screen", opacity01: number, i: number) => [
    ...mapOver(grey, map, { colourMap: "grey", opacity01, blend }).rgb.subarray(3 * i, 3 * i + 1),
  ];
  expect(at("over", 1, 2)).toEqual([128]);
  expect(at("over", 0.5, 0)).toEqual([128]);
  // Black over white, multiplied, is black; screened, it is white.
  expect([at("multiply", 1, 1), at("screen", 1, 1)]).toEqual([[0], [255]]);
  // Where the map is low, the picture stays.
  expect(at("value", 1, 1)).toEqual([255]);
  // No data: the picture below, and white where the map stands alone.
  expect(at("over", 1, 3)).toEqual([255]);
  expect([...mapPicture(map, "jet").rgb.subarray(9, 12)]).toEqual([255, 255, 255]);
});

it("colours label, prediction and both as the seed paper does", () => {
  const { rgb } = masksOver(grey, [1, 1, 0, 0, 0, 0, 0, 0], [0, 1, 1, 0, 0, 0, 0, 0]);
  expect([...rgb.subarray(0, 9)]).toEqual([41, 219, 0, 255, 228, 0, 234, 0, 0]);
  expect([...rgb.subarray(12, 15)]).toEqual([0, 0, 0]);
  expect(pngDataUri({ ...SIZE, rgb })).toMatch(/^data:image\/png;base64,iVBOR/);
});

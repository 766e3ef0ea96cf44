// Sound files to damage: some of every kind that Icefront reads, made here, and those of a folder.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { encode } from "fast-png";
import { createGdal } from "../src/scene/gdal.ts";
import { gdalInNode } from "../src/scene/gdalInNode.ts";
import { writeGeoTiff } from "../src/scene/writeGeoTiff.ts";

export type SoundFile = { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> };

const [WIDTH_PX, HEIGHT_PX] = [70, 50];

/** Of GDAL's GeoTIFF writer; what it was built without is left out. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  lzw: ["-co", "COMPRESS=LZW", "-co", "PREDICTOR=2"],
  "deflate-tiled": [
    "-co",
    "COMPRESS=DEFLATE",
    "-co",
    "TILED=YES",
    "-co",
    "BLOCKXSIZE=32",
    "-co",
    "BLOCKYSIZE=32",
  ],
  "deflate-float": ["-ot", "Float32", "-co", "COMPRESS=DEFLATE", "-co", "PREDICTOR=3"],
  packbits: ["-ot", "Byte", "-co", "COMPRESS=PACKBITS"],
  jpeg: ["-ot", "Byte", "-scale", "-co", "COMPRESS=JPEG"],
  lerc: ["-ot", "Float32", "-co", "COMPRESS=LERC"],
  zstd: ["-co", "COMPRESS=ZSTD"],
  webp: ["-ot", "Byte", "-b", "1", "-b", "1", "-b", "1", "-co", "COMPRESS=WEBP"],
  big: ["-co", "BIGTIFF=YES", "-co", "ENDIANNESS=BIG"],
  planes: ["-b", "1", "-b", "1", "-co", "INTERLEAVE=BAND"],
  complex: ["-ot", "CFloat32"],
  "12-bit": ["-co", "NBITS=12"],
  points: ["-a_srs", "EPSG:4326", ...gcps()],
};

/** Four corners and two places within, as products have them. */
function gcps(): string[] {
  const at = [
    [0, 0],
    [70, 0],
    [0, 50],
    [70, 50],
    [30, 20],
    [50, 35],
  ];
  return at.flatMap(([col = 0, row = 0]) =>
    ["-gcp", col, row, -38 + col / 1000, 66 - row / 2000, 100].map(String),
  );
}

/** `corpus`: paths. */
export async function soundFiles(corpus: readonly string[]): Promise<readonly SoundFile[]> {
  const values = Uint16Array.from(
    { length: WIDTH_PX * HEIGHT_PX },
    (_, i) => 200 + ((i * 2654435761) >>> 21) + (i % WIDTH_PX) * 20,
  );
  const plain = writeGeoTiff({
    values,
    widthPx: WIDTH_PX,
    heightPx: HEIGHT_PX,
    left: 300_000,
    top: -2_560_000,
    pixelSizeMetres: 30,
    epsg: 3413,
    description: "sound",
    noData: 0,
  });
  const gdal = createGdal(gdalInNode);
  const made: SoundFile[] = [{ name: "plain.tif", bytes: plain }];
  for (const [kind, options] of Object.entries(KINDS)) {
    const input = { name: "plain.tif", bytes: plain };
    const written = await gdal
      .translateRaster([input], ["-of", "GTiff", ...options])
      .catch(() => []);
    const [first] = written;
    if (first !== undefined) made.push({ name: `${kind}.tif`, bytes: first.bytes });
  }
  const png = { width: WIDTH_PX, height: HEIGHT_PX, channels: 1 as const };
  made.push({ name: "grey.png", bytes: encode({ ...png, data: values, depth: 16 }).slice() });
  const found = corpus.map((path) => ({
    name: basename(path),
    bytes: Uint8Array.from(readFileSync(path)),
  }));
  return [...made, ...found];
}

// One band on a grid as a GeoTIFF in place: masks, probability and attention maps. GDAL writes it.
import type { Affine } from "../geo/coordinates.ts";
import type { Crs } from "../geo/crs.ts";
import { exportFailed, type GdalAccess } from "./gdal.ts";

export type GeoRaster = {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Row-major. NaN is no data. */
  readonly values: Uint8Array<ArrayBuffer> | Float32Array<ArrayBuffer>;
  /** Pixel corner space to map. */
  readonly gridToMap: Affine;
  readonly crs: Crs;
};

export async function writeGeoRaster(
  raster: GeoRaster,
  gdal: GdalAccess,
): Promise<Uint8Array<ArrayBuffer>> {
  const { values, gridToMap, crs } = raster;
  const [a, b, c, d, e, f] = gridToMap;
  const isFloat = values instanceof Float32Array;
  const srs = crs.code ?? crs.proj4;
  const options = [
    ...["-of", "GTiff", "-co", "COMPRESS=DEFLATE", "-co", "TILED=YES"],
    ...(isFloat ? ["-co", "PREDICTOR=3", "-a_nodata", "nan"] : []),
    ...(srs === null ? [] : ["-a_srs", srs, "-a_gt", ...[c, a, b, f, d, e].map(String)]),
  ];
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const [made] = await gdal.translateRaster(
    [{ name: "raster.img", bytes }, header(raster, isFloat)],
    options,
  );
  if (made === undefined) throw exportFailed("GDAL wrote no GeoTIFF.");
  return made.bytes;
}

/** ENVI's, for raw values in this machine's order (little endian wherever browsers run). */
function header({ widthPx, heightPx }: GeoRaster, isFloat: boolean) {
  const lines = [
    "ENVI",
    `samples = ${widthPx}`,
    `lines = ${heightPx}`,
    "bands = 1",
    "header offset = 0",
    "file type = ENVI Standard",
    `data type = ${isFloat ? 4 : 1}`,
    "interleave = bsq",
    "byte order = 0",
  ];
  return { name: "raster.hdr", bytes: new TextEncoder().encode(`${lines.join("\n")}\n`) };
}

// A one-band uint16 GeoTIFF, uncompressed: what the simulator writes.
import { writeArrayBuffer } from "geotiff";

export type GeoTiffContent = {
  readonly values: Uint16Array<ArrayBuffer>;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Map coordinates of the top-left corner, and the side of the square pixels, metres. */
  readonly left: number;
  readonly top: number;
  readonly pixelSizeMetres: number;
  /** EPSG code of a projected CRS. */
  readonly epsg: number;
  readonly description: string;
  readonly noData: number;
};

export function writeGeoTiff(content: GeoTiffContent): Uint8Array<ArrayBuffer> {
  const { left, top, pixelSizeMetres: size } = content;
  const bytes = writeArrayBuffer(content.values, {
    width: content.widthPx,
    height: content.heightPx,
    BitsPerSample: [16],
    SampleFormat: [1],
    ModelPixelScale: [size, size, 0],
    ModelTiepoint: [0, 0, 0, left, top, 0],
    GTModelTypeGeoKey: 1,
    GTRasterTypeGeoKey: 1,
    ProjectedCSTypeGeoKey: content.epsg,
    ImageDescription: content.description,
    GDAL_NODATA: String(content.noData),
  } as Parameters<typeof writeArrayBuffer>[1]);
  return new Uint8Array(bytes);
}

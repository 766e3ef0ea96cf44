// A TIFF or GeoTIFF as a source of pixels.
import type { ByteSource } from "./byteSource.ts";
import { readGeoreferencing } from "./georeferencing.ts";
import { type ScannedOverview, scanHeader, scanOverviews } from "./headerScan.ts";
import type { Overview, PixelSource } from "./pixelSource.ts";
import type { SceneNotice } from "./scene.ts";
import { readText, type TiffDirectory } from "./tiffDirectory.ts";
import { compressionName, type TiffLayout } from "./tiffLayout.ts";
import { openWindowReader } from "./windowReader.ts";

const IMAGE_DESCRIPTION = 270;
const SOFTWARE = 305;
const GDAL_METADATA = 42112;

/** Sentinel-1 ground range products as delivered: measurement files and product folders. */
const SENTINEL1_GRD = /(^|[/\\])(s1[a-d]-[a-z0-9]+-grd-|S1[A-D]_[A-Z0-9]{2}_GRD)/;

export async function openTiffSource(file: ByteSource, fileName: string): Promise<PixelSource> {
  const scanned = await scanHeader(file);
  const { directory } = scanned;
  // Raw ground range products declare no fill value, but their borders are zero.
  const isRawGrd =
    SENTINEL1_GRD.test(fileName) &&
    scanned.layout.noData === null &&
    scanned.layout.sampleType === "uint16";
  const layout = isRawGrd ? { ...scanned.layout, noData: 0 } : scanned.layout;
  const georeferencing = await readGeoreferencing(directory, layout);
  const metadata = (await readText(directory, GDAL_METADATA)) ?? "";
  const notices: SceneNotice[] = [...georeferencing.notices];
  if (isRawGrd)
    notices.push({ kind: "info", text: "Raw Sentinel-1 GRD: pixels of value 0 count as no data." });
  return {
    ...georeferencing,
    notices,
    ...extentOf(layout),
    leastRowsPx: isRaw(layout) ? 1 : layout.blockHeightPx,
    bandCount: layout.bandSamples.length,
    bandNames: bandNames(metadata, layout.bandSamples),
    sampleType: layout.sampleType,
    compression: compressionName(layout.compression),
    noData: layout.noData,
    simulated: await isSimulated(directory, metadata),
    ...(await openWindowReader(file, layout)),
    overviews: await Promise.all(
      (await scanOverviews({ directory, layout })).map((overview) => openOverview(file, overview)),
    ),
    sampleCount: layout.samplesPerPixel,
  };
}

/** Rows of uncompressed strips are read in any number. */
const RAW_ROWS_PX = 64;

const isRaw = ({ compression, isTiled }: TiffLayout) => compression === 1 && !isTiled;

function extentOf(layout: TiffLayout) {
  const { blockWidthPx, heightPx, widthPx } = layout;
  const blockHeightPx = isRaw(layout) ? RAW_ROWS_PX : layout.blockHeightPx;
  return { widthPx, heightPx, blockWidthPx, blockHeightPx };
}

async function openOverview(
  file: ByteSource,
  { shift, layout }: ScannedOverview,
): Promise<Overview> {
  const { readWindow } = await openWindowReader(file, layout);
  return { shift, ...extentOf(layout), readWindow };
}

async function isSimulated(directory: TiffDirectory, metadata: string): Promise<boolean> {
  const texts = [
    await readText(directory, IMAGE_DESCRIPTION),
    await readText(directory, SOFTWARE),
    metadata,
  ];
  return texts.some((text) => text?.includes("Icefront simulate") ?? false);
}

/** Descriptions that GDAL wrote; empty unless every band has one. */
function bandNames(metadata: string, bandSamples: readonly number[]): string[] {
  const names = new Map<number, string>();
  for (const [, attributes = "", text = ""] of metadata.matchAll(
    /<Item ([^>]{1,200})>([^<]{1,200})</g,
  )) {
    const sample = /\bsample="(\d+)"/.exec(attributes)?.[1];
    if (sample !== undefined && /\brole="description"/.test(attributes))
      names.set(Number(sample), text.trim());
  }
  const found = bandSamples.flatMap((sample) => names.get(sample) ?? []);
  return found.length === bandSamples.length ? found : [];
}

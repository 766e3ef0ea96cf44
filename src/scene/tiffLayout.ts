// How a TIFF's first image is stored: plain facts, checked against the file by the header scan.
import type { SampleType } from "./scene.ts";

/** How the first image is stored; figures as the header scan found and checked them. */
export type TiffLayout = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly samplesPerPixel: number;
  readonly sampleType: SampleType;
  /** Of a real number; a complex sample has two, the real part first. */
  readonly bytesPerNumber: number;
  readonly numbersPerSample: 1 | 2;
  readonly isLittleEndian: boolean;
  /** TIFF compression code; 1 is none. */
  readonly compression: number;
  readonly predictor: number;
  /** Each sample in blocks of its own (PlanarConfiguration 2) or all samples of a pixel together. */
  readonly isPlanar: boolean;
  readonly isTiled: boolean;
  readonly blockWidthPx: number;
  readonly blockHeightPx: number;
  /** Row-major blocks, plane after plane. Byte count 0: the block is absent and has no data. */
  readonly blockOffsets: readonly number[];
  readonly blockByteCounts: readonly number[];
  /** Index of the sample that says where data is (ExtraSamples 1 or 2); null when there is none. */
  readonly alphaSample: number | null;
  /** Samples that are measurements, in file order. */
  readonly bandSamples: readonly number[];
  readonly noData: number | null;
  readonly jpegTables: Uint8Array<ArrayBuffer> | null;
  readonly lercParameters: readonly number[] | null;
};

/** Codec names by TIFF compression code. `maxRatio`: what the codec can at best achieve. */
export const COMPRESSIONS: Readonly<Record<number, { name: string; maxRatio: number }>> = {
  1: { name: "none", maxRatio: 1 },
  5: { name: "LZW", maxRatio: 4096 },
  7: { name: "JPEG", maxRatio: Number.POSITIVE_INFINITY },
  8: { name: "Deflate", maxRatio: 1100 },
  32773: { name: "PackBits", maxRatio: 64 },
  32946: { name: "Deflate", maxRatio: 1100 },
  34887: { name: "LERC", maxRatio: Number.POSITIVE_INFINITY },
  50000: { name: "ZSTD", maxRatio: Number.POSITIVE_INFINITY },
  50001: { name: "WebP", maxRatio: Number.POSITIVE_INFINITY },
};

export function compressionName(code: number): string {
  return COMPRESSIONS[code]?.name ?? `code ${code}`;
}

export function bytesPerSample({ bytesPerNumber, numbersPerSample }: TiffLayout): number {
  return bytesPerNumber * numbersPerSample;
}

/** Bytes of a block once decoded: tiles are always whole, the last strip is cut at the picture's foot. */
export function decodedBlockBytes(layout: TiffLayout, block: number): number {
  const samples = layout.isPlanar ? 1 : layout.samplesPerPixel;
  return layout.blockWidthPx * blockRows(layout, block) * samples * bytesPerSample(layout);
}

/** Rows that a block stores. */
export function blockRows(layout: TiffLayout, block: number): number {
  if (layout.isTiled) return layout.blockHeightPx;
  const down = Math.ceil(layout.heightPx / layout.blockHeightPx);
  const row = (block % down) * layout.blockHeightPx;
  return Math.min(layout.blockHeightPx, layout.heightPx - row);
}

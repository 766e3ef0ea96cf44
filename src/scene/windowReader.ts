// Reads bands of a scanned TIFF as 32-bit floats, a window at a time, with NaN where the file has no data.
import { type BlockDecoder, openBlockDecoder } from "./blockDecoder.ts";
import type { ByteSource } from "./byteSource.ts";
import type { SampleType } from "./scene.ts";
import { blockRows, decodedBlockBytes, type TiffLayout } from "./tiffLayout.ts";

/** A part of a picture, in whole pixels; it lies inside. */
export type PixelWindow = {
  readonly firstCol: number;
  readonly firstRow: number;
  readonly widthPx: number;
  readonly heightPx: number;
};

/** The window's pixels of one band, row-major. */
export type ReadWindow = (
  band: number,
  window: PixelWindow,
  signal?: AbortSignal,
) => Promise<Float32Array<ArrayBuffer>>;

/**
 * Numbers as they are stored, no data included; of complex ones the real and the imaginary part in turn. `sample` counts
 * all samples of the file from 0, alpha among them.
 */
export type ReadStored = (
  sample: number,
  firstRow: number,
  rowCount: number,
) => Promise<Float64Array<ArrayBuffer>>;

type Samples =
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Float32Array
  | Float64Array;

const ARRAYS: Readonly<Record<SampleType, new (buffer: ArrayBuffer) => Samples>> = {
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
  "complex-int16": Int16Array,
  "complex-float32": Float32Array,
};

/** Where a block lies in the picture, and where its stored rows begin. */
type Block = {
  readonly index: number;
  readonly firstRow: number;
  readonly rows: number;
  readonly firstCol: number;
};

type Target = {
  readonly window: PixelWindow;
  readonly values: Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;
  /** Whether both parts of a complex number are kept, one after the other, or only its amplitude. */
  readonly hasParts: boolean;
};

export type WindowReader = { readonly readWindow: ReadWindow; readonly readStored: ReadStored };

export async function openWindowReader(
  file: ByteSource,
  stored: TiffLayout,
): Promise<WindowReader> {
  const layout = asOneStrip(stored);
  const decode = layout.compression === 1 ? null : await openBlockDecoder(layout);
  const noData = storedNoData(layout);
  const readWindow: ReadWindow = async (band, window, signal) => {
    const sample = layout.bandSamples[band] ?? 0;
    const values = await readSample(sample, window, signal);
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      // Infinities, the remains of a division or logarithm of nothing, are no measurement either: their difference is NaN.
      if (value === noData || value - value !== 0) values[i] = Number.NaN;
    }
    if (layout.alphaSample === null) return values;
    const alpha = await readSample(layout.alphaSample, window, signal);
    for (let i = 0; i < values.length; i++) if (alpha[i] === 0) values[i] = Number.NaN;
    return values;
  };

  const readStored: ReadStored = async (sample, firstRow, rowCount) => {
    const window = { firstCol: 0, firstRow, widthPx: layout.widthPx, heightPx: rowCount };
    // Blocks that are absent hold the fill value.
    const values = new Float64Array(layout.widthPx * rowCount * layout.numbersPerSample).fill(
      layout.noData ?? 0,
    );
    await fill(sample, { window, values, hasParts: true });
    return values;
  };
  return { readWindow, readStored };

  async function readSample(
    sample: number,
    window: PixelWindow,
    signal: AbortSignal | undefined,
  ): Promise<Float32Array<ArrayBuffer>> {
    const values = new Float32Array(window.widthPx * window.heightPx).fill(Number.NaN);
    await fill(sample, { window, values, hasParts: false }, signal);
    return values;
  }

  async function fill(sample: number, target: Target, signal?: AbortSignal): Promise<void> {
    for (const block of blocksOf(layout, sample, target.window)) {
      signal?.throwIfAborted();
      await copyBlock(file, { layout, decode, sample }, block, target);
    }
  }
}

/**
 * Uncompressed strips that lie one after the other are read as a single one: a raw swath has 17,000 of one row each, and
 * a read for each would cost more than its pixels.
 */
function asOneStrip(layout: TiffLayout): TiffLayout {
  const { blockOffsets, compression, heightPx, isPlanar, isTiled } = layout;
  if (compression !== 1 || isTiled || isPlanar || layout.blockHeightPx >= heightPx) return layout;
  const strips = Math.ceil(heightPx / layout.blockHeightPx);
  let end = blockOffsets[0] ?? 0;
  const first = end;
  for (let strip = 0; strip < strips; strip++) {
    const bytes = decodedBlockBytes(layout, strip);
    if (blockOffsets[strip] !== end || (layout.blockByteCounts[strip] ?? 0) < bytes) return layout;
    end += bytes;
  }
  return {
    ...layout,
    blockHeightPx: heightPx,
    blockOffsets: [first],
    blockByteCounts: [end - first],
  };
}

/** The fill value as it looks after conversion to 32-bit float; NaN, which equals nothing, when there is none. */
function storedNoData({ noData }: TiffLayout): number {
  return noData === null ? Number.NaN : Math.fround(noData);
}

function* blocksOf(layout: TiffLayout, sample: number, window: PixelWindow): Generator<Block> {
  const { widthPx, heightPx, blockWidthPx, blockHeightPx } = layout;
  const across = Math.ceil(widthPx / blockWidthPx);
  const down = Math.ceil(heightPx / blockHeightPx);
  const plane = layout.isPlanar ? sample * across * down : 0;
  const last = (first: number, size: number, block: number, count: number) =>
    Math.min(count - 1, Math.floor((first + size - 1) / block));
  const lastDown = last(window.firstRow, window.heightPx, blockHeightPx, down);
  const lastAcross = last(window.firstCol, window.widthPx, blockWidthPx, across);
  for (let j = Math.floor(window.firstRow / blockHeightPx); j <= lastDown; j++)
    for (let i = Math.floor(window.firstCol / blockWidthPx); i <= lastAcross; i++) {
      const index = plane + j * across + i;
      const rows = blockRows(layout, layout.isTiled ? index : j);
      yield { index, firstRow: j * blockHeightPx, rows, firstCol: i * blockWidthPx };
    }
}

type Source = {
  readonly layout: TiffLayout;
  readonly decode: BlockDecoder | null;
  readonly sample: number;
};

async function copyBlock(
  file: ByteSource,
  { layout, decode, sample }: Source,
  block: Block,
  target: Target,
): Promise<void> {
  const offset = layout.blockOffsets[block.index] ?? 0;
  const bytes = layout.blockByteCounts[block.index] ?? 0;
  if (bytes === 0) return;
  const { window } = target;
  const top = Math.max(block.firstRow, window.firstRow);
  const foot = Math.min(block.firstRow + block.rows, window.firstRow + window.heightPx);
  const { numbersPerSample } = layout;
  const stride = numbersPerSample * (layout.isPlanar ? 1 : layout.samplesPerPixel);
  const rowNumbers = layout.blockWidthPx * stride;
  // Of an uncompressed block only the rows of the window are read: a whole scene may be one strip.
  let storedRow = block.firstRow;
  let buffer: ArrayBuffer;
  if (decode === null) {
    const rowBytes = rowNumbers * layout.bytesPerNumber;
    const from = offset + (top - block.firstRow) * rowBytes;
    buffer = await file.slice(from, from + (foot - top) * rowBytes).arrayBuffer();
    storedRow = top;
  } else {
    buffer = await decode(await file.slice(offset, offset + bytes).arrayBuffer(), block.index);
  }
  const samples = asSamples(buffer, layout);
  const left = Math.max(block.firstCol, window.firstCol);
  const right = Math.min(block.firstCol + layout.blockWidthPx, window.firstCol + window.widthPx);
  const first =
    (layout.isPlanar ? 0 : sample * numbersPerSample) + (left - block.firstCol) * stride;
  for (let row = top; row < foot; row++) {
    const from = (row - storedRow) * rowNumbers + first;
    const to = (row - window.firstRow) * window.widthPx + left - window.firstCol;
    copyRow({ samples, from, stride, numbersPerSample }, target, to, right - left);
  }
}

type StoredRow = {
  readonly samples: Samples;
  readonly from: number;
  /** Numbers from one pixel of the sample to the next. */
  readonly stride: number;
  readonly numbersPerSample: 1 | 2;
};

function copyRow(
  { samples, from, numbersPerSample, stride }: StoredRow,
  { hasParts, values }: Target,
  to: number,
  cols: number,
): void {
  if (stride === 1) {
    values.set(samples.subarray(from, from + cols), to);
    return;
  }
  for (let i = 0, at = from; i < cols; i++, at += stride) {
    const number = samples[at] ?? Number.NaN;
    if (numbersPerSample === 1) values[to + i] = number;
    else copyComplex(number, samples[at + 1] ?? Number.NaN, { hasParts, values }, to + i);
  }
}

/** The phase of a single-look complex product says nothing of where a front is: its amplitude does. */
function copyComplex(
  real: number,
  imaginary: number,
  { hasParts, values }: Pick<Target, "hasParts" | "values">,
  to: number,
): void {
  if (hasParts) {
    values[2 * to] = real;
    values[2 * to + 1] = imaginary;
  } else values[to] = amplitude(real, imaginary);
}

/** Math.hypot guards against overflow, at several times the cost. */
const amplitude = (real: number, imaginary: number) =>
  Math.sqrt(real * real + imaginary * imaginary);

const PLATFORM_IS_LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

function asSamples(buffer: ArrayBuffer, layout: TiffLayout): Samples {
  const size = layout.bytesPerNumber;
  // LERC writes numbers in the platform's order whatever the file's is.
  const isSwapped =
    layout.isLittleEndian !== PLATFORM_IS_LITTLE_ENDIAN && layout.compression !== 34887;
  if (size > 1 && isSwapped) swapBytes(new Uint8Array(buffer), size);
  const whole =
    buffer.byteLength % size === 0
      ? buffer
      : buffer.slice(0, buffer.byteLength - (buffer.byteLength % size));
  return new ARRAYS[layout.sampleType](whole);
}

function swapBytes(bytes: Uint8Array, size: number): void {
  for (let first = 0; first + size <= bytes.length; first += size)
    for (let i = first, j = first + size - 1; i < j; i++, j--) {
      const byte = bytes[i] ?? 0;
      bytes[i] = bytes[j] ?? 0;
      bytes[j] = byte;
    }
}

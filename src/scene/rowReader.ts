// Reads bands of a scanned TIFF as 32-bit floats, a window of rows at a time, with NaN where the file has no data.

import { type BlockDecoder, openBlockDecoder } from "./blockDecoder.ts";
import type { ByteSource } from "./byteSource.ts";
import type { SampleType } from "./scene.ts";
import { blockRows, type TiffLayout } from "./tiffLayout.ts";

/** Rows `[firstRow, firstRow + rowCount)` of one band, row-major over the whole width. */
export type ReadRows = (
  band: number,
  firstRow: number,
  rowCount: number,
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

type Window = {
  readonly firstRow: number;
  readonly rowCount: number;
  readonly values: Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;
  /** Whether both parts of a complex number are kept, one after the other, or only its amplitude. */
  readonly hasParts: boolean;
};

export type RowReader = { readonly readRows: ReadRows; readonly readStored: ReadStored };

export async function openRowReader(file: ByteSource, layout: TiffLayout): Promise<RowReader> {
  const decode = layout.compression === 1 ? null : await openBlockDecoder(layout);
  const noData = storedNoData(layout);
  const readRows: ReadRows = async (band, firstRow, rowCount, signal) => {
    const sample = layout.bandSamples[band] ?? 0;
    const values = await readSample(sample, firstRow, rowCount, signal);
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      // Infinities are the remains of a division or logarithm of nothing: no measurement either.
      if (value === noData || !Number.isFinite(value)) values[i] = Number.NaN;
    }
    if (layout.alphaSample === null) return values;
    const alpha = await readSample(layout.alphaSample, firstRow, rowCount, signal);
    for (let i = 0; i < values.length; i++) if (alpha[i] === 0) values[i] = Number.NaN;
    return values;
  };

  const readStored: ReadStored = async (sample, firstRow, rowCount) => {
    // Blocks that are absent hold the fill value.
    const values = new Float64Array(layout.widthPx * rowCount * layout.numbersPerSample).fill(
      layout.noData ?? 0,
    );
    await fill(sample, { firstRow, rowCount, values, hasParts: true });
    return values;
  };
  return { readRows, readStored };

  async function readSample(
    sample: number,
    firstRow: number,
    rowCount: number,
    signal: AbortSignal | undefined,
  ): Promise<Float32Array<ArrayBuffer>> {
    const values = new Float32Array(layout.widthPx * rowCount).fill(Number.NaN);
    await fill(sample, { firstRow, rowCount, values, hasParts: false }, signal);
    return values;
  }

  async function fill(sample: number, window: Window, signal?: AbortSignal): Promise<void> {
    for (const block of blocksOf(layout, sample, window.firstRow, window.rowCount)) {
      signal?.throwIfAborted();
      await copyBlock(file, { layout, decode, sample }, block, window);
    }
  }
}

/** The fill value as it looks after conversion to 32-bit float; NaN, which equals nothing, when there is none. */
function storedNoData({ noData }: TiffLayout): number {
  return noData === null ? Number.NaN : Math.fround(noData);
}

function* blocksOf(
  layout: TiffLayout,
  sample: number,
  firstRow: number,
  rowCount: number,
): Generator<Block> {
  const { widthPx, heightPx, blockWidthPx, blockHeightPx } = layout;
  const across = Math.ceil(widthPx / blockWidthPx);
  const down = Math.ceil(heightPx / blockHeightPx);
  const plane = layout.isPlanar ? sample * across * down : 0;
  const lastDown = Math.min(down - 1, Math.floor((firstRow + rowCount - 1) / blockHeightPx));
  for (let j = Math.floor(firstRow / blockHeightPx); j <= lastDown; j++)
    for (let i = 0; i < across; i++) {
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
  window: Window,
): Promise<void> {
  const offset = layout.blockOffsets[block.index] ?? 0;
  const bytes = layout.blockByteCounts[block.index] ?? 0;
  if (bytes === 0) return;
  const top = Math.max(block.firstRow, window.firstRow);
  const foot = Math.min(block.firstRow + block.rows, window.firstRow + window.rowCount);
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
  const cols = Math.min(layout.blockWidthPx, layout.widthPx - block.firstCol);
  const first = layout.isPlanar ? 0 : sample * numbersPerSample;
  for (let row = top; row < foot; row++) {
    const from = (row - storedRow) * rowNumbers + first;
    const to = (row - window.firstRow) * layout.widthPx + block.firstCol;
    copyRow({ samples, from, stride, numbersPerSample }, window, to, cols);
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
  { hasParts, values }: Window,
  to: number,
  cols: number,
): void {
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
  { hasParts, values }: Pick<Window, "hasParts" | "values">,
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

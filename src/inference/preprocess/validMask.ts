// Where a scene holds data: not NaN, and not the zero fill that surrounds a swath.

/** Zero regions smaller than this that touch the border may be radar shadow; larger ones are fill. */
const MINIMUM_FILL_PX = 64;

/**
 * 1 where there is data, 0 on NaN and on 4-connected regions of exact zeros that touch the image border and hold at
 * least 64 pixels (Sentinel-1 GRD, CaFFe and most SAR products fill with 0 and declare nothing). Row-major.
 */
export function validMask(
  values: Float32Array,
  widthPx: number,
  heightPx: number,
): Uint8Array<ArrayBuffer> {
  const valid = new Uint8Array(widthPx * heightPx);
  for (let i = 0; i < valid.length; i++) valid[i] = Number.isNaN(values[i]) ? 0 : 1;
  const seen = new Uint8Array(valid.length);
  for (const start of borderIndices(widthPx, heightPx)) {
    if (values[start] !== 0 || seen[start]) continue;
    const region = zeroRegion(values, seen, { start, widthPx });
    if (region.length >= MINIMUM_FILL_PX) for (const i of region) valid[i] = 0;
  }
  return valid;
}

function* borderIndices(widthPx: number, heightPx: number): Generator<number> {
  for (let col = 0; col < widthPx; col++) {
    yield col;
    yield (heightPx - 1) * widthPx + col;
  }
  for (let row = 0; row < heightPx; row++) {
    yield row * widthPx;
    yield row * widthPx + widthPx - 1;
  }
}

function zeroRegion(
  values: Float32Array,
  seen: Uint8Array,
  { start, widthPx }: { start: number; widthPx: number },
): number[] {
  const region = [start];
  seen[start] = 1;
  const visit = (i: number) => {
    if (values[i] !== 0 || seen[i]) return;
    seen[i] = 1;
    region.push(i);
  };
  for (let next = 0; next < region.length; next++) {
    const i = region[next] as number;
    const col = i % widthPx;
    if (col > 0) visit(i - 1);
    if (col < widthPx - 1) visit(i + 1);
    visit(i - widthPx);
    visit(i + widthPx);
  }
  return region;
}

/** Whether every pixel from `from` up to `to` has data (1); four at a time, which is quicker than `includes`. */
export function isWhole(valid: Uint8Array, from = 0, to = valid.length): boolean {
  const firstWord = from + ((4 - ((valid.byteOffset + from) % 4)) % 4);
  const wordCount = Math.max(0, (to - firstWord) >> 2);
  const end = firstWord + 4 * wordCount;
  let all = ALL_VALID;
  if (wordCount > 0) {
    const words = new Uint32Array(valid.buffer, valid.byteOffset + firstWord, wordCount);
    for (let i = 0; i < wordCount; i++) all &= words[i] as number;
  }
  let rest = 1;
  for (let i = from; i < Math.min(firstWord, to); i++) rest &= valid[i] as number;
  for (let i = Math.max(from, end); i < to; i++) rest &= valid[i] as number;
  return all === ALL_VALID && rest === 1;
}

/** Four bytes of 1. */
const ALL_VALID = 0x01010101;

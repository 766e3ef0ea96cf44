// Thinning of a mask to lines one pixel wide (Guo and Hall 1989, algorithm A1): unlike Zhang and Suen's it keeps
// lines two pixels wide, and it leaves no staircase corners.
import type { GridSize } from "../raster/distanceTransform.ts";

/** The skeleton of `mask` (not 0 = set): 1 on the centre lines. Pixels outside the image count as not set. */
export function skeletonize(
  mask: ArrayLike<number>,
  { widthPx, heightPx }: GridSize,
): Uint8Array<ArrayBuffer> {
  const stride = widthPx + 2;
  const padded = new Uint8Array(stride * (heightPx + 2));
  for (let row = 0; row < heightPx; row++)
    for (let col = 0; col < widthPx; col++)
      if (mask[row * widthPx + col]) padded[(row + 1) * stride + col + 1] = 1;
  let changed = true;
  while (changed) {
    const first = thin(padded, stride, 0);
    changed = thin(padded, stride, 1) || first;
  }
  const out = new Uint8Array(widthPx * heightPx);
  for (let row = 0; row < heightPx; row++)
    out.set(
      padded.subarray((row + 1) * stride + 1, (row + 1) * stride + 1 + widthPx),
      row * widthPx,
    );
  return out;
}

/** One sub-iteration: marks by the state before it, then deletes. True when a pixel was deleted. */
function thin(padded: Uint8Array, stride: number, phase: 0 | 1): boolean {
  const marked: number[] = [];
  for (let i = stride + 1; i < padded.length - stride - 1; i++)
    if (padded[i] && isDeletable(ring(padded, i, stride), phase)) marked.push(i);
  for (const i of marked) padded[i] = 0;
  return marked.length > 0;
}

/** P2..P9: the neighbours clockwise from north. */
function ring(padded: Uint8Array, i: number, stride: number): number[] {
  return [
    i - stride,
    i - stride + 1,
    i + 1,
    i + stride + 1,
    i + stride,
    i + stride - 1,
    i - 1,
    i - stride - 1,
  ].map((at) => padded[at] ?? 0);
}

function isDeletable(p: readonly number[], phase: 0 | 1): boolean {
  const [n, ne, e, se, s, sw, w, nw] = p as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const crossings = (n ? 0 : ne | e) + (e ? 0 : se | s) + (s ? 0 : sw | w) + (w ? 0 : nw | n);
  if (crossings !== 1) return false;
  const count = Math.min(
    (nw | n) + (ne | e) + (se | s) + (sw | w),
    (n | ne) + (e | se) + (s | sw) + (w | nw),
  );
  if (count < 2 || count > 3) return false;
  return phase === 0 ? !((n || ne || !se) && e) : !((s || sw || !nw) && w);
}

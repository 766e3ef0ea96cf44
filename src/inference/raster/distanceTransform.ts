// Exact Euclidean distance transform with per-axis pixel sizes (Felzenszwalb and Huttenlocher 2012).

export type GridSize = { readonly widthPx: number; readonly heightPx: number };

/**
 * Distance from each pixel centre to the nearest pixel where `mask` is not 0, in the unit of `step` (pixels, or metres
 * a pixel along x and y). Infinity everywhere when the mask is empty. Row-major.
 */
export function distanceTransform(
  mask: ArrayLike<number>,
  { widthPx, heightPx }: GridSize,
  step: { readonly x: number; readonly y: number } = { x: 1, y: 1 },
): Float64Array<ArrayBuffer> {
  const squared = new Float64Array(widthPx * heightPx);
  for (let i = 0; i < squared.length; i++) squared[i] = mask[i] ? 0 : Number.POSITIVE_INFINITY;
  const line = lowerEnvelope(Math.max(widthPx, heightPx));
  for (let col = 0; col < widthPx; col++)
    line(squared, { offset: col, stride: widthPx, count: heightPx, step: step.y });
  for (let row = 0; row < heightPx; row++)
    line(squared, { offset: row * widthPx, stride: 1, count: widthPx, step: step.x });
  for (let i = 0; i < squared.length; i++) squared[i] = Math.sqrt(squared[i] as number);
  return squared;
}

type Line = { offset: number; stride: number; count: number; step: number };

/** One pass of the transform along a line, in place: the lower envelope of parabolas rooted at finite entries. */
function lowerEnvelope(longest: number): (values: Float64Array, line: Line) => void {
  const roots = new Int32Array(longest);
  const starts = new Float64Array(longest + 1);
  const heights = new Float64Array(longest);
  return (values, line) => {
    const { offset, stride, count } = line;
    for (let q = 0; q < count; q++) heights[q] = values[offset + q * stride] as number;
    const last = build(line);
    if (last >= 0) evaluate(values, line, last);
  };

  /** Fills roots and starts; the index of the last parabola, -1 when no entry is finite. */
  function build({ count, step }: Line): number {
    let last = -1;
    for (let q = 0; q < count; q++) {
      if (heights[q] === Number.POSITIVE_INFINITY) continue;
      let start = Number.NEGATIVE_INFINITY;
      for (; last >= 0; last--) {
        start = crossing(roots[last] as number, q, heights, step);
        if (start > (starts[last] as number)) break;
        start = Number.NEGATIVE_INFINITY;
      }
      last++;
      roots[last] = q;
      starts[last] = start;
    }
    return last;
  }

  function evaluate(
    values: Float64Array,
    { offset, stride, count, step }: Line,
    last: number,
  ): void {
    let k = 0;
    for (let q = 0; q < count; q++) {
      while (k < last && (starts[k + 1] as number) < q) k++;
      const root = roots[k] as number;
      values[offset + q * stride] = ((q - root) * step) ** 2 + (heights[root] as number);
    }
  }
}

/** Where the parabola rooted at `q` falls below the one rooted at `root`, in pixels. */
function crossing(root: number, q: number, heights: Float64Array, step: number): number {
  const scale = step * step;
  const a = (heights[q] as number) / scale + q * q;
  const b = (heights[root] as number) / scale + root * root;
  return (a - b) / (2 * (q - root));
}

// 8-connected components of a mask.
import type { GridSize } from "./distanceTransform.ts";

/** Pixel indices of each component, in raster order of their first pixel. */
export function connectedComponents(
  mask: ArrayLike<number>,
  { widthPx, heightPx }: GridSize,
): number[][] {
  const seen = new Uint8Array(widthPx * heightPx);
  const components: number[][] = [];
  for (let start = 0; start < seen.length; start++) {
    if (!mask[start] || seen[start]) continue;
    const component = [start];
    seen[start] = 1;
    for (let next = 0; next < component.length; next++)
      for (const i of neighbours(component[next] as number, { widthPx, heightPx })) {
        if (!mask[i] || seen[i]) continue;
        seen[i] = 1;
        component.push(i);
      }
    components.push(component);
  }
  return components;
}

/**
 * Pixel indices of the component with most pixels, or most of those that are not 0 in `counted`, the first in raster order
 * among equals; empty for an empty mask.
 */
export function largestComponent(
  mask: ArrayLike<number>,
  size: GridSize,
  counted: ArrayLike<number> = mask,
): readonly number[] {
  let largest: readonly number[] = [];
  let most = 0;
  for (const component of connectedComponents(mask, size)) {
    const count = component.reduce((sum, i) => (counted[i] ? sum + 1 : sum), 0);
    if (count <= most) continue;
    most = count;
    largest = component;
  }
  return largest;
}

/** The up to eight pixels around one, inside the grid. */
export function neighbours(index: number, { widthPx, heightPx }: GridSize): number[] {
  const col = index % widthPx;
  const row = (index - col) / widthPx;
  const around: number[] = [];
  for (let r = Math.max(0, row - 1); r <= Math.min(heightPx - 1, row + 1); r++)
    for (let c = Math.max(0, col - 1); c <= Math.min(widthPx - 1, col + 1); c++)
      if (r !== row || c !== col) around.push(r * widthPx + c);
  return around;
}

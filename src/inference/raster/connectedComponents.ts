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

/** The up to eight pixels around one, inside the grid. */
export function* neighbours(index: number, { widthPx, heightPx }: GridSize): Generator<number> {
  const col = index % widthPx;
  const row = (index - col) / widthPx;
  for (let dy = -1; dy <= 1; dy++)
    for (let dx = -1; dx <= 1; dx++) {
      if (dx === 0 && dy === 0) continue;
      const [c, r] = [col + dx, row + dy];
      if (c >= 0 && r >= 0 && c < widthPx && r < heightPx) yield r * widthPx + c;
    }
}

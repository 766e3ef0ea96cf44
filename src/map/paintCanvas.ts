// A map of values on a canvas.
import { type Paint, paintMap, type ValueGrid } from "../scene/paintMap.ts";

/** The picture on a canvas of the grid's size. */
export function paintCanvas(canvas: HTMLCanvasElement, grid: ValueGrid, paint: Paint): void {
  canvas.width = grid.widthPx;
  canvas.height = grid.heightPx;
  const image = new ImageData(paintMap(grid, paint), grid.widthPx, grid.heightPx);
  canvas.getContext("2d")?.putImageData(image, 0, 0);
}

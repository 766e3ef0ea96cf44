// Fronts as a COCO annotation file: an open line goes as a segmentation that runs there and back, and as plain points.
import type { PixelXY } from "../geo/coordinates.ts";

export type CocoScene = {
  readonly fileName: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly date: string | null;
  /** In pixel coordinates. */
  readonly fronts: readonly (readonly PixelXY[])[];
};

/**
 * COCO knows polygons only, so `segmentation` is the line out and back: an area of no width, which pycocotools rasterises
 * as the line itself. `polyline` (not COCO's) holds the points once; `area` is the line's length times one pixel.
 */
export function cocoFile(scenes: readonly CocoScene[], createdAt: string): string {
  let annotations = 0;
  return JSON.stringify({
    info: { description: "Calving fronts exported by Icefront", date_created: createdAt },
    licenses: [],
    categories: [{ id: 1, name: "calving front", supercategory: "line" }],
    images: scenes.map(({ fileName, widthPx, heightPx, date }, i) => ({
      id: i + 1,
      file_name: fileName,
      width: widthPx,
      height: heightPx,
      ...(date !== null && { date_captured: date }),
    })),
    annotations: scenes.flatMap(({ fronts }, i) =>
      fronts.map((front) => annotation(++annotations, i + 1, front)),
    ),
  });
}

function annotation(id: number, imageId: number, front: readonly PixelXY[]) {
  const points = front.map(([x, y]) => [round(x), round(y)] as const);
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const [minX, minY] = [Math.min(...xs), Math.min(...ys)];
  const length = points.reduce((sum, [x, y], i) => {
    const [px, py] = points[i - 1] ?? [x, y];
    return sum + Math.hypot(x - px, y - py);
  }, 0);
  const back = points.slice(1, -1).toReversed();
  // A polygon of COCO has three corners at least.
  const loop = points.length === 2 ? [...points, ...points.slice(0, 1)] : [...points, ...back];
  return {
    id,
    image_id: imageId,
    category_id: 1,
    iscrowd: 0,
    segmentation: [loop.flat()],
    polyline: points.flat(),
    bbox: [minX, minY, round(Math.max(...xs) - minX), round(Math.max(...ys) - minY)],
    area: round(length),
  };
}

const round = (value: number) => Math.round(value * 100) / 100;

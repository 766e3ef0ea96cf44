// Shows layers only to the right of the swipe line. Picture tiles are drawn by WebGL, predicted maps on a canvas.
import type { EventsKey } from "ol/events.js";
import type Layer from "ol/layer/Layer.js";
import { unByKey } from "ol/Observable.js";
import type RenderEvent from "ol/render/Event.js";
import { getRenderPixel } from "ol/render.js";

/** `shareOf` tells the line's place, 0..1 over the map's width. Answers how to end it. */
export function clipRightOf(layer: Layer, shareOf: () => number): () => void {
  const keys: EventsKey[] = [
    layer.on("prerender", (event) => begin(event, shareOf())),
    layer.on("postrender", end),
  ];
  return () => unByKey(keys);
}

function begin(event: RenderEvent, share01: number): void {
  const [width = 0, height = 0] = event.frameState?.size ?? [];
  const [left = 0, top = 0] = getRenderPixel(event, [width * share01, 0]);
  const [right = 0, bottom = 0] = getRenderPixel(event, [width, height]);
  const { context } = event;
  if (context instanceof CanvasRenderingContext2D) {
    context.save();
    context.beginPath();
    context.rect(left, top, right - left, bottom - top);
    context.clip();
  } else if (
    context instanceof WebGL2RenderingContext ||
    context instanceof WebGLRenderingContext
  ) {
    context.enable(context.SCISSOR_TEST);
    // WebGL counts from the bottom, and getRenderPixel already does so for it.
    const low = Math.min(top, bottom);
    context.scissor(
      Math.round(left),
      Math.round(low),
      Math.max(0, Math.round(right - left)),
      Math.round(Math.abs(bottom - top)),
    );
  }
}

function end({ context }: RenderEvent): void {
  if (context instanceof CanvasRenderingContext2D) context.restore();
  else if (context instanceof WebGL2RenderingContext || context instanceof WebGLRenderingContext)
    context.disable(context.SCISSOR_TEST);
}

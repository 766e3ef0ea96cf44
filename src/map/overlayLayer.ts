// One predicted map over the scene: painted once, laid through the grid's affine at whatever scale is shown.
import ImageLayer from "ol/layer/Image.js";
import type Projection from "ol/proj/Projection.js";
import ImageCanvasSource from "ol/source/ImageCanvas.js";
import { type Affine, composeAffine } from "../geo/coordinates.ts";
import type { ColourMapName } from "../scene/colourMaps.ts";
import type { Blend, ValueGrid } from "../scene/paintMap.ts";
import { paintCanvas } from "./paintCanvas.ts";

export type Overlay = ValueGrid & {
  readonly name: string;
  /** Grid pixel (corner space, y down) to the scene's map coordinates. */
  readonly gridToMap: Affine;
};

export type OverlayLook = {
  readonly visible: boolean;
  readonly opacity01: number;
  readonly colourMap: ColourMapName;
  readonly blend: Blend;
};

export type OverlayLayer = {
  readonly layer: ImageLayer<ImageCanvasSource>;
  readonly setLook: (look: OverlayLook) => void;
};

export function createOverlayLayer(
  overlay: Overlay,
  projection: Projection,
  look: OverlayLook,
): OverlayLayer {
  const painted = document.createElement("canvas");
  const shown = document.createElement("canvas");
  let paintedWith: ColourMapName | null = null;
  let paintedFading = false;
  let blend: Blend = look.blend;
  const source = new ImageCanvasSource({
    projection,
    ratio: 1,
    // Asked only while visible, so a map that nobody looks at is never painted.
    canvasFunction: ([minX = 0, , , maxY = 0], resolution, pixelRatio, [width = 0, height = 0]) => {
      shown.width = width;
      shown.height = height;
      const scale = pixelRatio / resolution;
      const mapToCanvas: Affine = [scale, 0, -minX * scale, 0, -scale, maxY * scale];
      const [a, b, c, d, e, f] = composeAffine(mapToCanvas, overlay.gridToMap);
      const context = shown.getContext("2d");
      context?.setTransform(a, d, b, e, c, f);
      // Between two zones lies no third.
      if (context && paintedWith === "zones") context.imageSmoothingEnabled = false;
      context?.drawImage(painted, 0, 0);
      return shown;
    },
  });
  // A class of its own gives it an element of its own, which the browser blends with what lies below.
  const layer = new ImageLayer({ source, className: `overlay-${overlay.name}` });
  layer.on("prerender", ({ context }) => {
    const element = context instanceof CanvasRenderingContext2D && context.canvas.parentElement;
    if (element) element.style.mixBlendMode = mixBlendOf(blend);
  });
  function setLook(look: OverlayLook): void {
    const fadesOut = look.blend === "value";
    const isPainted = paintedWith === look.colourMap && paintedFading === fadesOut;
    if (look.visible && !isPainted) {
      paintCanvas(painted, overlay, { colourMap: look.colourMap, fadesOut });
      paintedWith = look.colourMap;
      paintedFading = fadesOut;
      source.changed();
    }
    if (blend !== look.blend) layer.changed();
    blend = look.blend;
    layer.setOpacity(look.opacity01);
    layer.setVisible(look.visible);
  }
  setLook(look);
  return { layer, setLook };
}

function mixBlendOf(blend: Blend): "multiply" | "normal" | "screen" {
  return blend === "multiply" || blend === "screen" ? blend : "normal";
}

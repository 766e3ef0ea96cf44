// One predicted map over the scene: painted once, laid through the grid's affine at whatever scale is shown.
import ImageLayer from "ol/layer/Image.js";
import type Projection from "ol/proj/Projection.js";
import ImageCanvasSource from "ol/source/ImageCanvas.js";
import { type Affine, composeAffine } from "../geo/coordinates.ts";
import type { ColourMapName } from "../scene/colourMaps.ts";
import type { ValueGrid } from "../scene/paintMap.ts";
import { paintCanvas } from "./paintCanvas.ts";

export type Overlay = ValueGrid & {
  readonly name: string;
  /** Grid pixel (corner space, y down) to the scene's map coordinates. */
  readonly gridToMap: Affine;
  readonly fadesOut: boolean;
};

export type OverlayLook = {
  readonly visible: boolean;
  readonly opacity01: number;
  readonly colourMap: ColourMapName;
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
  const layer = new ImageLayer({ source });
  function setLook({ visible, opacity01, colourMap }: OverlayLook): void {
    if (visible && paintedWith !== colourMap) {
      paintCanvas(painted, overlay, { colourMap, fadesOut: overlay.fadesOut });
      paintedWith = colourMap;
      source.changed();
    }
    layer.setOpacity(opacity01);
    layer.setVisible(visible);
  }
  setLook(look);
  return { layer, setLook };
}

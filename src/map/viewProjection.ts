// The scene's own CRS as a view projection: nothing is ever reprojected, and scale is that of the ground.
import Projection from "ol/proj/Projection.js";
import type { MapXY } from "../geo/coordinates.ts";
import { metresPerMapUnit } from "../geo/projection.ts";
import type { Scene } from "../scene/scene.ts";

/**
 * Every scene gets a projection of its own name, so that no table of known codes is asked and nothing is looked up
 * online. Its units are metres for OpenLayers even where the map's are degrees or pixels; only the view reads them.
 */
export function viewProjection({ id, crs, bounds }: Scene): Projection {
  return new Projection({
    code: `icefront:${id}`,
    units: "m",
    metersPerUnit: 1,
    axisOrientation: "enu",
    extent: [...bounds],
    getPointResolution: (resolution, [x = 0, y = 0]) => {
      const at: MapXY = [x, y];
      return resolution * (metresPerMapUnit(at, crs)?.x ?? 1);
    },
  });
}

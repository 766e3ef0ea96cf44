// One map of the strip: a picture that shows it on the map, what it says at the pointer, and its smallest and largest value.
import { useEffect, useMemo, useRef } from "react";
import { CONTOUR_LINES } from "../annotation/lineColours.ts";
import { paintCanvas } from "../map/paintCanvas.ts";
import { contourLevels, contoursOf } from "../store/contours.ts";
import { gridPlace, predictedValueAt } from "../store/predictedValueAt.ts";
import type { OpenScene } from "../store/scenesStore.ts";
import type { ColourMapName, OverlayName, StripName } from "../store/viewStore.ts";
import { useApp, useStore } from "./AppContext.ts";
import { LAYER_TITLES } from "./LayersPanel.tsx";
import { STRIP_TITLES, valueSpan } from "./stripTitles.ts";
import { useReadPlace } from "./useReadPlace.ts";

type Props = {
  readonly name: StripName;
  readonly open: OpenScene;
  readonly colourMap: ColourMapName;
  /** Another one says that the registry holds other maps. */
  readonly held: readonly OverlayName[] | undefined;
};

export function StripTile({ name, open, colourMap, held }: Props) {
  const { rasters, viewStore } = useApp();
  const isShown = useStore(viewStore, (view) => view.layers[name].visible);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { scene } = open;
  // biome-ignore lint/correctness/useExhaustiveDependencies: held
  const shown = useMemo(() => {
    const maps = rasters.get(scene.id);
    const map = maps?.maps.find((candidate) => candidate.name === name);
    if (maps === undefined || map === undefined) return null;
    const { heightPx, widthPx } = maps.grid;
    return { maps, map, values: { widthPx, heightPx, values: map.values, valid: maps.valid } };
  }, [rasters, scene.id, name, held]);
  useEffect(() => {
    if (canvas.current === null || shown === null) return;
    paintCanvas(canvas.current, shown.values, { colourMap, fadesOut: false });
  }, [shown, colourMap]);
  const span = useMemo(() => (shown === null ? "" : valueSpan(shown.values)), [shown]);
  if (shown === null) return null;
  const { title, key } = STRIP_TITLES[name];
  const layer = LAYER_TITLES[name];
  return (
    <div className="attention-cell">
      <button
        type="button"
        className="attention-tile"
        aria-pressed={isShown}
        aria-label={`${layer} on the map`}
        title={`${layer} on the map (${key})`}
        onClick={() => viewStore.toggleLayer(name)}
      >
        <span className="tile-picture">
          <canvas ref={canvas} />
          <TileContour name={name} maps={shown.maps} />
          <TileMark maps={shown.maps} open={open} />
        </span>
        <span>{title}</span>
      </button>
      <TileValue {...{ name, open, ...shown }} />
      <span className="quiet">{span}</span>
    </div>
  );
}

type Shown = {
  readonly open: OpenScene;
  readonly maps: Parameters<typeof contoursOf>[0];
};

/** Not announced: it changes with every move of the pointer. */
function TileValue({
  name,
  open,
  maps,
  map,
}: Shown & { readonly name: StripName; readonly map: { readonly values: Float32Array } }) {
  const place = useReadPlace();
  const value =
    place === null
      ? null
      : predictedValueAt(maps, { values: map.values, most: 1 }, open.scene, place.at);
  return (
    <span className="tile-value" data-map={name}>
      {value === null ? "–" : value.toFixed(2)}
    </span>
  );
}

/** Where the value is read. */
function TileMark({ maps: { grid }, open: { scene } }: Shown) {
  const place = useReadPlace();
  const at = place === null ? null : gridPlace(grid, scene, place.at);
  if (at === null) return null;
  const [x, y] = [at[0] / grid.widthPx, at[1] / grid.heightPx];
  if (Math.min(x, y) < 0 || Math.max(x, y) > 1) return null;
  return <span className="tile-mark" style={{ left: `${100 * x}%`, top: `${100 * y}%` }} />;
}

function TileContour({ name, maps }: Pick<Shown, "maps"> & { readonly name: StripName }) {
  const { viewStore } = useApp();
  const layers = useStore(viewStore, (view) => view.layers);
  const level = contourLevels(layers).filter((one) => one.name === name);
  const [contour] = contoursOf(maps, level);
  if (contour === undefined) return null;
  const d = contour.paths.map((path) => `M${path.map((at) => at.join(" ")).join("L")}`).join("");
  const { heightPx, widthPx } = maps.grid;
  return (
    <svg
      className="tile-contour"
      viewBox={`0 0 ${widthPx} ${heightPx}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path d={d} className="rim" />
      <path d={d} stroke={CONTOUR_LINES[name].colour} />
    </svg>
  );
}

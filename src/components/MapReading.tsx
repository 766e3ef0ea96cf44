// Where the pointer is on the map, what the image and the network say there, and the map's scale.
import { mapToLonLat } from "../geo/projection.ts";
import { roundLength } from "../geo/roundLength.ts";
import { tokenMapOf } from "../store/attentions.ts";
import { weightAt } from "../store/predictedValueAt.ts";
import { readMaps } from "../store/readMaps.ts";
import { ATTENTION_NAMES } from "../store/viewStore.ts";
import { useShell, useStore } from "./AppContext.ts";
import {
  formatCount,
  formatLonLat,
  formatShare,
  formatValue,
  formatWeight,
} from "./formatQuantities.ts";
import { useActiveScene } from "./useActiveScene.ts";

export function MapReading() {
  return (
    <>
      <ScaleBar />
      <CursorReading />
    </>
  );
}

function CursorReading() {
  const { attentions, cursorStore, rasters, viewStore } = useShell();
  const view = useStore(viewStore, (state) => state);
  const cursor = useStore(cursorStore, (state) => state.cursor);
  const open = useActiveScene();
  if (open === undefined || cursor === null) return <span className="cursor" />;
  const { scene } = open;
  const { at, value } = cursor;
  const lonLat = mapToLonLat(at, scene.crs);
  const maps = rasters.get(scene.id);
  const answer = attentions.get(scene.id);
  const weights = ATTENTION_NAMES.flatMap((name) => {
    const map = view.layers[name].visible ? tokenMapOf(answer, name) : null;
    const weight = map && weightAt(map, scene, at);
    return weight === null ? [] : [{ name, weight }];
  });
  const readings = maps === undefined ? [] : readMaps(maps, view, scene, at);
  const [x, y] = at;
  const place =
    scene.crs.kind === "pixel"
      ? `column ${Math.floor(x)} row ${Math.floor(-y)}`
      : scene.crs.kind === "geographic"
        ? ""
        : `E ${formatCount(x)} N ${formatCount(y)}`;
  return (
    <span className="cursor">
      {place !== "" && <span>{place}</span>}
      {lonLat !== null && <span>{formatLonLat([lonLat[0], lonLat[1]])}</span>}
      <span>value {value === null ? "none" : formatValue(value)}</span>
      {readings.map(({ term, value01 }) => (
        <span key={term}>
          {term}
          {value01 !== null && ` ${formatShare(value01)}`}
        </span>
      ))}
      {weights.map(({ name, weight }) => (
        <span key={name}>
          {name} {formatWeight(weight)}
        </span>
      ))}
    </span>
  );
}

const LONGEST_PX = 110;

function ScaleBar() {
  const { cursorStore } = useShell();
  const metresPerPx = useStore(cursorStore, (state) => state.metresPerScreenPx);
  const open = useActiveScene();
  if (open === undefined || metresPerPx === null) return null;
  const metres = roundLength(metresPerPx * LONGEST_PX);
  const isGeographic = open.scene.crs.kind === "geographic";
  const truth = isGeographic
    ? "True to scale from east to west only, at the centre of the map: a degree of longitude is shorter than one of latitude"
    : "True to scale on the ground, at the centre of the map";
  return (
    <span className="scale-bar" title={truth}>
      <span className="bar" style={{ width: `${(metres / metresPerPx).toFixed(1)}px` }} />
      {metres < 1000 ? `${metres} m` : `${metres / 1000} km`}
      {isGeographic && " east–west"}
    </span>
  );
}

// What the colours of the zones mean, and which zone a layer shows.
import { colourTable } from "../scene/colourMaps.ts";
import { isOfZone } from "../store/overlayMaps.ts";
import type { LayerName } from "../store/viewStore.ts";
import { ZONES } from "../store/zoneNames.ts";
import { useApp, useStore } from "./AppContext.ts";
import { useActiveScene } from "./useActiveScene.ts";

export function ZoneKey() {
  return (
    <ul className="zone-key" aria-label="Colours of the zones">
      {ZONES.map(({ code, title }) => (
        <li key={code}>
          <span className="zone-sign" style={{ background: zoneColour(code) }} aria-hidden="true" />
          {title}
        </li>
      ))}
    </ul>
  );
}

function zoneColour(code: number): string {
  const [red, green, blue] = colourTable("zones").subarray(3 * code, 3 * code + 3);
  return `rgb(${red} ${green} ${blue})`;
}

/** Of a layer that shows one zone at a time. */
export function ZoneSelect({ name, title }: { readonly name: LayerName; readonly title: string }) {
  const { rasters, viewStore } = useApp();
  const sceneId = useActiveScene()?.scene.id ?? "";
  useStore(rasters, ({ mapNames }) => mapNames[sceneId]);
  const predicted = rasters.get(sceneId);
  const shown = useStore(viewStore, (view) => view.zoneShown);
  if (predicted === undefined || !isOfZone(predicted, name)) return null;
  return (
    <select
      className="zone-select"
      value={shown}
      aria-label={`Zone of ${title}`}
      onChange={({ target }) =>
        viewStore.set({ zoneShown: ZONES[target.selectedIndex]?.channel ?? shown })
      }
    >
      {ZONES.map(({ channel, title: zone }) => (
        <option key={channel} value={channel}>
          {zone}
        </option>
      ))}
    </select>
  );
}

/** How a layer of several runs is to be read. */
export function SpreadNote({ name }: { readonly name: LayerName }) {
  const { rasters } = useApp();
  const sceneId = useActiveScene()?.scene.id ?? null;
  const runs = sceneId === null ? undefined : rasters.get(sceneId)?.spread?.runs;
  if (runs === undefined) return null;
  if (name === "zone" || name === "probability")
    return <span className="quiet small">Mean of {runs} runs</span>;
  if (name === "deviation")
    return <span className="quiet small">Over {runs} runs; 0.5 is the most there can be</span>;
  if (name !== "entropy") return null;
  return (
    <span className="quiet small">Of the mean of {runs} runs; 1 where nothing is likelier</span>
  );
}

// Glaciers of the user's own list that lie near, to be taken by one click; the list is loaded here.
import { useRef } from "react";
import type { LonLat } from "../geo/coordinates.ts";
import type { Glacier } from "../store/glacierList.ts";
import { nearestGlaciers } from "../store/nearestGlaciers.ts";
import { useApp, useStore } from "./AppContext.ts";
import { formatLength } from "./formatQuantities.ts";

const MOST = 4;

type Props = { readonly at: LonLat | null; readonly onChoose: (glacier: Glacier) => void };

export function GlacierChoice({ at, onChoose }: Props) {
  const { actions } = useApp();
  const input = useRef<HTMLInputElement>(null);
  const list = useStore(actions.glacierList, (state) => state.list);
  const near = list === null || at === null ? [] : nearestGlaciers(list, at, MOST);
  return (
    <div className="glacier-choice">
      {near.map((glacier) => (
        <button
          key={`${glacier.id} ${glacier.name}`}
          type="button"
          className="button small"
          onClick={() => onChoose(glacier)}
        >
          {[glacier.id, glacier.name].filter((part) => part !== "").join(" ")},{" "}
          {formatLength(glacier.metres)}
        </button>
      ))}
      {list !== null && near.length === 0 && (
        <span className="quiet small">No glacier of {list.fileName} within 100 km.</span>
      )}
      <button type="button" className="link small" onClick={() => input.current?.click()}>
        {list === null ? "Load a list of glaciers…" : "Load another list…"}
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept=".csv,.geojson,.json,.zip,.shp,.shx,.dbf,.prj,.cpg,.gpkg,.kml"
        aria-label="List of glaciers: CSV, GeoJSON or shapefile"
        onChange={({ target }) => {
          const files = [...(target.files ?? [])];
          target.value = "";
          void actions.loadGlaciers(files.map((file) => ({ file, fileName: file.name })));
        }}
      />
    </div>
  );
}

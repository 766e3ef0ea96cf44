// Loads the user's own list of glaciers, of which the nearest are then offered.
import { useRef } from "react";
import { useApp, useStore } from "./AppContext.ts";
import { FileInput, named } from "./FileInput.tsx";

export function GlacierListButton() {
  const { actions } = useApp();
  const input = useRef<HTMLInputElement>(null);
  const list = useStore(actions.glacierList, (state) => state.list);
  return (
    <>
      <button type="button" className="link small" onClick={() => input.current?.click()}>
        {list === null ? "Load a list of glaciers…" : "Load another list…"}
      </button>
      <FileInput
        ref={input}
        label="List of glaciers: CSV, GeoJSON or shapefile"
        accept=".csv,.geojson,.json,.zip,.shp,.shx,.dbf,.prj,.cpg,.gpkg,.kml"
        onFiles={(files) => void actions.loadGlaciers(named(files))}
      />
    </>
  );
}

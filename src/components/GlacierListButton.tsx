// Loads the user's own list of glaciers, of which the nearest are then offered.
import { useRef } from "react";
import { useApp, useStore } from "./AppContext.ts";

export function GlacierListButton() {
  const { actions } = useApp();
  const input = useRef<HTMLInputElement>(null);
  const list = useStore(actions.glacierList, (state) => state.list);
  return (
    <>
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
    </>
  );
}

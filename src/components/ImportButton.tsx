// Chooses files with fronts; the dialog is the browser's own.
import { useRef } from "react";
import { useApp } from "./AppContext.ts";

const ACCEPT = ".zip,.shp,.shx,.dbf,.prj,.cpg,.gpkg,.geojson,.json,.kml,.fgb,.csv";

export function ImportButton() {
  const { actions } = useApp();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" className="button small" onClick={() => input.current?.click()}>
        Import fronts…
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={ACCEPT}
        aria-label="Files with fronts"
        onChange={({ target }) => {
          const files = [...(target.files ?? [])];
          // The same file may be chosen again.
          target.value = "";
          void actions.readFronts(files.map((file) => ({ file, fileName: file.name })));
        }}
      />
    </>
  );
}

// Chooses files with fronts; the dialog is the browser's own.
import { useRef } from "react";
import { useApp } from "./AppContext.ts";
import { FileInput, named } from "./FileInput.tsx";

const ACCEPT = ".zip,.shp,.shx,.dbf,.prj,.cpg,.gpkg,.geojson,.json,.kml,.fgb,.csv";

export function ImportButton() {
  const { actions } = useApp();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" className="button small" onClick={() => input.current?.click()}>
        Import fronts…
      </button>
      <FileInput
        ref={input}
        label="Files with fronts"
        accept={ACCEPT}
        onFiles={(files) => void actions.readFronts(named(files))}
      />
    </>
  );
}

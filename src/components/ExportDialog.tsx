// Export: format, coordinate system, and what will be written, before it is written.
import { useState } from "react";
import type { Front } from "../annotation/document.ts";
import { mapToLonLat } from "../geo/projection.ts";
import { defaultTarget, exportTargets } from "../geo/targetCrs.ts";
import { exportedFront, exportStem } from "../store/exportFronts.ts";
import type { ExportChoice } from "../store/rememberedView.ts";
import type { OpenScene } from "../store/scenesStore.ts";
import { useApp, useStore } from "./AppContext.ts";
import { Dialog } from "./Dialog.tsx";
import { useActiveFronts } from "./useActiveScene.ts";

type Props = { readonly open: OpenScene; readonly onClose: () => void };

export function ExportDialog({ open, onClose }: Props) {
  const { actions, viewStore } = useApp();
  const remembered = useStore(viewStore, (view) => view.exportChoice);
  const [choice, setChoice] = useState<ExportChoice>(remembered);
  const [author, setAuthor] = useState(viewStore.getState().author);
  const fronts = useActiveFronts();
  const [minX, minY, maxX, maxY] = open.scene.bounds;
  const centre = mapToLonLat([(minX + maxX) / 2, (minY + maxY) / 2], open.scene.crs);
  const targets = exportTargets(open.scene.crs, centre);
  const targetCrs = defaultTarget(targets, choice.targetCrs, centre);
  const set = (change: Partial<ExportChoice>) => setChoice({ ...choice, ...change });
  return (
    <Dialog title="Export fronts" onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          onClose();
          viewStore.set({ author });
          void actions.exportFronts({ ...choice, targetCrs });
        }}
      >
        <label>
          Format
          <select
            value={choice.format}
            onChange={({ target }) =>
              set({ format: target.value === "geojson" ? "geojson" : "shapefile" })
            }
          >
            <option value="shapefile">Shapefile, zipped</option>
            <option value="geojson">GeoJSON</option>
          </select>
        </label>
        <label>
          Coordinate system
          <select value={targetCrs} onChange={({ target }) => set({ targetCrs: target.value })}>
            {targets.map(({ crs, label }) => (
              <option key={crs} value={crs}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <label>
          Author
          <input
            type="text"
            value={author}
            placeholder="left empty"
            onChange={({ target }) => setAuthor(target.value)}
          />
        </label>
        <Preview open={open} fronts={fronts} choice={choice} author={author} />
        <div className="dialog-actions">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button primary">
            Export
          </button>
        </div>
      </form>
    </Dialog>
  );
}

type PreviewProps = {
  readonly open: OpenScene;
  readonly fronts: readonly Front[];
  readonly choice: ExportChoice;
  readonly author: string;
};

function Preview({ open, fronts, choice, author }: PreviewProps) {
  const rows = fronts.map((front) => ({
    id: front.id,
    attributes: exportedFront(front, open.scene, author).attributes,
  }));
  const names = Object.keys(rows[0]?.attributes ?? {});
  const extension = choice.format === "shapefile" ? "zip" : "geojson";
  return (
    <div className="preview">
      <p>
        Writes{" "}
        <strong>
          {exportStem(open.scene)}.{extension}
        </strong>{" "}
        with {fronts.length} {fronts.length === 1 ? "line" : "lines"}:
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keys */}
      <section className="table-scroll" tabIndex={0} aria-label="What will be written">
        <table>
          <thead>
            <tr>
              {names.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ id, attributes }) => (
              <tr key={id}>
                {names.map((name) => (
                  <td key={name}>{attributes[name] ?? "–"}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}

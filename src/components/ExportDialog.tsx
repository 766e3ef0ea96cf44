// Export: what, in which profile, format and coordinate system; and what will be written, before it is written.
import { useState } from "react";
import { frontsOfScene } from "../annotation/document.ts";
import type { ProfileName } from "../annotation/profiles/profile.ts";
import { PROFILES } from "../annotation/profiles/profiles.ts";
import { mapToLonLat } from "../geo/projection.ts";
import { crsOfCode, defaultTarget, exportTargets } from "../geo/targetCrs.ts";
import {
  fixedCrs,
  ownersOf,
  type PlanInput,
  planVector,
  vectorFormatOf,
  whoseFronts,
} from "../store/exportPlan.ts";
import { planRasters } from "../store/exportRasters.ts";
import type { ExportChoice, Whose } from "../store/rememberedView.ts";
import type { OpenScene } from "../store/scenesStore.ts";
import { useApp, useStore } from "./AppContext.ts";
import { Dialog } from "./Dialog.tsx";
import { RasterPreview, VectorPreview } from "./ExportPreview.tsx";
import "./styles/exports.css";

type Props = { readonly open: OpenScene; readonly onClose: () => void };

const LINES = {
  shapefile: "Shapefile, zipped",
  geopackage: "GeoPackage",
  geojson: "GeoJSON",
  kml: "KML",
  flatgeobuf: "FlatGeobuf",
  csv: "CSV with WKT",
} as const;

const PICTURES = {
  "mask-png": "Masks, PNG",
  "mask-geotiff": "Masks, GeoTIFF",
  "training-tiles": "Training tiles",
  coco: "COCO",
  "maps-geotiff": "Probability and attention, GeoTIFF",
} as const;

export function ExportDialog({ open, onClose }: Props) {
  const { actions, documentStore, rasters, scenesStore, viewStore } = useApp();
  const [choice, setChoice] = useState<ExportChoice>(() => {
    const remembered = viewStore.getState().exportChoice;
    // From a scene without fronts it is those of the others that are wanted.
    const isBare = frontsOfScene(documentStore.committed(), open.scene.id).length === 0;
    return isBare ? { ...remembered, scenes: "all" } : remembered;
  });
  const [author, setAuthor] = useState(viewStore.getState().author);
  const document = useStore(documentStore, ({ history }) => history.present.document);
  const scenes = useStore(scenesStore, (state) => state.scenes);
  const set = (change: Partial<ExportChoice>) => setChoice({ ...choice, ...change });
  const { targets, targetCrs } = targetsFor(open, choice, scenes.length);
  const chosen = { ...choice, targetCrs };
  const input: PlanInput = { document, scenes, active: open, rasters, choice: chosen, author };
  const format = vectorFormatOf(choice);
  const plan = format === null ? null : planVector(input, format);
  const pictures = format === null ? planRasters(input) : null;
  const count = plan?.exported.length ?? pictures?.scenes.length ?? 0;
  const fixed = plan === null ? null : fixedCrs(plan.profile, plan.format);
  return (
    <Dialog title="Export fronts" onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          onClose();
          viewStore.set({ author });
          const product = plan?.format ?? choice.product;
          void actions.exportFronts({ ...chosen, product });
        }}
      >
        <label>
          Format
          <select
            value={plan?.format ?? choice.product}
            onChange={({ target }) => set({ product: target.value as ExportChoice["product"] })}
          >
            <optgroup label="Lines">
              {Object.entries(LINES).map(([value, label]) => (
                <option
                  key={value}
                  value={value}
                  disabled={!PROFILES[choice.profile].formats.some((one) => one === value)}
                >
                  {label}
                </option>
              ))}
            </optgroup>
            <optgroup label="Pictures and training">
              {Object.entries(PICTURES).map(([value, label]) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </optgroup>
          </select>
        </label>
        {plan !== null && (
          <label>
            Profile
            <select
              value={choice.profile}
              onChange={({ target }) => set({ profile: target.value as ProfileName })}
            >
              {Object.values(PROFILES).map(({ name, title }) => (
                <option key={name} value={name}>
                  {title}
                </option>
              ))}
            </select>
          </label>
        )}
        {plan !== null && (
          <label>
            Coordinate system
            <select
              value={fixed ?? targetCrs}
              disabled={fixed !== null}
              onChange={({ target }) => set({ targetCrs: target.value })}
            >
              {(fixed === null ? targets : [fixedTarget(fixed)]).map(({ crs, label }) => (
                <option key={crs} value={crs}>
                  {label}
                </option>
              ))}
            </select>
          </label>
        )}
        <WhoseChoice input={input} set={set} />
        <ScenesChoice choice={choice} sceneCount={scenes.length} set={set} />
        {plan !== null && (
          <label>
            Author
            <input
              type="text"
              value={author}
              maxLength={200}
              placeholder="left empty"
              onChange={({ target }) => setAuthor(target.value)}
            />
          </label>
        )}
        {plan !== null && (
          <label className="check">
            <input
              type="checkbox"
              checked={choice.sidecar}
              onChange={({ target }) => set({ sidecar: target.checked })}
            />
            With a provenance file (who, when, which network, vertex by vertex)
          </label>
        )}
        {plan !== null && <VectorPreview plan={plan} />}
        {pictures !== null && <RasterPreview plan={pictures} />}
        <div className="dialog-actions">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button primary" disabled={count === 0}>
            Export
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function WhoseChoice({
  input,
  set,
}: {
  readonly input: PlanInput;
  readonly set: (change: Partial<ExportChoice>) => void;
}) {
  const owners = ownersOf(input);
  if (owners.length < 2 || input.choice.product === "maps-geotiff") return null;
  const all = owners.reduce((sum, { fronts }) => sum + fronts, 0);
  return (
    <label>
      Whose fronts
      <select
        value={whoseFronts(input)}
        onChange={({ target }) => set({ whose: target.value as Whose })}
      >
        {owners.map(({ whose, name, fronts }) => (
          <option key={whose} value={whose}>
            {name ?? "Mine and the network's"} ({fronts})
          </option>
        ))}
        <option value="everybody">Everybody's ({all})</option>
      </select>
    </label>
  );
}

function ScenesChoice({
  choice,
  sceneCount,
  set,
}: {
  readonly choice: ExportChoice;
  readonly sceneCount: number;
  readonly set: (change: Partial<ExportChoice>) => void;
}) {
  return (
    <>
      {sceneCount > 1 && (
        <label>
          Scenes
          <select
            value={choice.scenes}
            onChange={({ target }) => set({ scenes: target.value === "all" ? "all" : "open" })}
          >
            <option value="open">The one in view</option>
            <option value="all">All {sceneCount} of the project</option>
          </select>
        </label>
      )}
      <label>
        Review
        <select
          value={choice.review}
          onChange={({ target }) => set({ review: target.value as ExportChoice["review"] })}
        >
          <option value="not-rejected">All but rejected scenes</option>
          <option value="accepted">Accepted scenes only</option>
          <option value="all">All, rejected too</option>
        </select>
      </label>
    </>
  );
}

/** Scenes of several coordinate systems go into one file only by a system for all. */
function targetsFor(open: OpenScene, choice: ExportChoice, sceneCount: number) {
  const [minX, minY, maxX, maxY] = open.scene.bounds;
  const centre = mapToLonLat([(minX + maxX) / 2, (minY + maxY) / 2], open.scene.crs);
  const all = exportTargets(open.scene.crs, centre);
  const several = choice.scenes === "all" && sceneCount > 1;
  const own = open.scene.crs.code;
  const targets =
    several && own !== null
      ? all.map((target) => (target.crs === "scene" ? fixedTarget(own) : target))
      : all;
  const wanted = several && choice.targetCrs === "scene" ? (own ?? "scene") : choice.targetCrs;
  return { targets, targetCrs: defaultTarget(targets, wanted, centre) };
}

function fixedTarget(code: string) {
  return { crs: code, label: `${code}, ${crsOfCode(code)?.name ?? "the scene's"}` };
}

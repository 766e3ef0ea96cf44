// Where the scene lies: the grid it is seen in, what ground control points leave, and what the user knows better.
import { type ComponentProps, useId, useState } from "react";
import { DEFAULT_PLACEMENT, type PlacementChoice } from "../geo/groundControl.ts";
import { mapToLonLat } from "../geo/projection.ts";
import { crsOfCode, polarEpsg } from "../geo/targetCrs.ts";
import { utmEpsg } from "../geo/utmZone.ts";
import { placementChoiceOf, type Scene, type ScenePlacement } from "../scene/scene.ts";
import type { OpenScene } from "../store/scenesStore.ts";
import { useApp, useStore } from "./AppContext.ts";
import { Fact } from "./FrontsSection.tsx";
import { NumberField } from "./NumberField.tsx";
import { Section } from "./Section.tsx";
import { useActiveFronts } from "./useActiveScene.ts";

export function PlacementSection({ open }: { readonly open: OpenScene }) {
  const { crs, placement } = open.scene;
  if (crs.kind === "pixel") return null;
  return (
    <Section name="placement" title="Placement">
      {placement !== undefined && (
        <dl className="facts">
          <Fact term="Placed by">{placement.pointCount} ground control points</Fact>
          <Fact term="Residual">
            {metres(placement.rmsMetres)} RMS, {metres(placement.maxMetres)} at most
          </Fact>
          <Fact term="Point heights">{heights(placement)}</Fact>
        </dl>
      )}
      {/* Another scene, or a placement that was undone elsewhere, begins the form anew. */}
      <PlacementForm
        key={`${open.scene.id} ${JSON.stringify(placementChoiceOf(open.scene))}`}
        open={open}
      />
    </Section>
  );
}

function PlacementForm({ open }: { readonly open: OpenScene }) {
  const { actions, jobsStore } = useApp();
  const { placement } = open.scene;
  const before = placementChoiceOf(open.scene) ?? DEFAULT_PLACEMENT;
  const [choice, setChoice] = useState(before);
  const [movesFronts, setMovesFronts] = useState(true);
  const fronts = useActiveFronts();
  const isBusy = useStore(jobsStore, (jobs) => jobs.place.kind === "running");
  const set = (change: Partial<PlacementChoice>) => setChoice({ ...choice, ...change });
  const isSame = JSON.stringify(choice) === JSON.stringify(before);
  const isDefault = JSON.stringify(choice) === JSON.stringify(DEFAULT_PLACEMENT);
  const isOtherGrid = (choice.grid ?? null) !== (before.grid ?? null);
  return (
    <form
      className="placement"
      onSubmit={(event) => {
        event.preventDefault();
        void actions.placeScene(open.scene.id, choice, movesFronts);
      }}
    >
      <GridField scene={open.scene} grid={choice.grid ?? null} onChange={(grid) => set({ grid })} />
      {placement !== undefined && (
        <PointFields choice={choice} placement={placement} onChange={set} />
      )}
      {fronts.length > 0 && (
        <label className="check">
          <input
            type="checkbox"
            checked={movesFronts || isOtherGrid}
            disabled={isOtherGrid}
            onChange={({ target }) => setMovesFronts(target.checked)}
          />
          Move its {fronts.length === 1 ? "front" : `${fronts.length} fronts`} along
        </label>
      )}
      <div className="dialog-actions">
        <button
          type="button"
          className="button small"
          disabled={isDefault}
          onClick={() => setChoice(DEFAULT_PLACEMENT)}
        >
          Reset
        </button>
        <button
          type="submit"
          className="button small primary"
          disabled={isSame || isBusy || open.link === "missing"}
        >
          Place anew
        </button>
      </div>
    </form>
  );
}

type GridProps = {
  readonly scene: Scene;
  readonly grid: string | null;
  /** Undefined for the file's own. */
  readonly onChange: (grid: string | undefined) => void;
};

/** The polar grids and the UTM zone of the scene's place. */
function GridField({ grid, onChange, scene }: GridProps) {
  const id = useId();
  const [minX, minY, maxX, maxY] = scene.bounds;
  const centre = mapToLonLat([(minX + maxX) / 2, (minY + maxY) / 2], scene.crs);
  const own = scene.regridded?.from ?? (scene.placement ? "" : (scene.crs.code ?? scene.crs.name));
  const nearest = centre === null ? [] : [polarEpsg(centre), utmEpsg(centre)];
  const codes = nearest.flatMap((code) => (code === null || code === own ? [] : [code]));
  if (grid !== null && !codes.includes(grid)) codes.push(grid);
  return (
    <>
      <label htmlFor={id} title="The coordinate system that the scene is seen and edited in">
        Grid
      </label>
      <select
        id={id}
        value={grid ?? ""}
        onChange={({ target }) => onChange(target.value === "" ? undefined : target.value)}
      >
        <option value="">{own === "" ? "by the points' place" : `${own}, the file's`}</option>
        {codes.map((code) => (
          <option key={code} value={code}>
            {code} {crsOfCode(code)?.name.replace("WGS 84 / ", "")}
          </option>
        ))}
      </select>
    </>
  );
}

type PointProps = {
  readonly choice: PlacementChoice;
  readonly placement: ScenePlacement;
  readonly onChange: (change: Partial<PlacementChoice>) => void;
};

/** How ground control points are used. */
function PointFields({ choice, onChange, placement }: PointProps) {
  const method = useId();
  const [x, y] = choice.shiftMetres;
  return (
    <>
      <label htmlFor={method}>Method</label>
      <select
        id={method}
        value={choice.method}
        onChange={({ target }) =>
          onChange({ method: target.value === "spline" ? "spline" : "cubic" })
        }
      >
        <option value="cubic">polynomial, order {placement.order}</option>
        <option value="spline">thin-plate spline</option>
      </select>
      <MetresField
        label="Height"
        help={
          placement.usesHeight
            ? "Above the sea, of what is to lie right: 0 for a calving front"
            : "The points' heights tell nothing apart from their places, so a height moves nothing: shift by hand"
        }
        isDisabled={!placement.usesHeight}
        value={choice.heightMetres}
        onChange={(heightMetres) => onChange({ heightMetres })}
      />
      <MetresField
        label="Shift x"
        help="By hand, along the map's x axis"
        value={x}
        onChange={(value) => onChange({ shiftMetres: [value, y] })}
      />
      <MetresField
        label="Shift y"
        help="By hand, along the map's y axis"
        value={y}
        onChange={(value) => onChange({ shiftMetres: [x, value] })}
      />
    </>
  );
}

/** No scene has to be moved farther by hand. */
const FARTHEST_METRES = 100_000;

type MetresProps = Omit<ComponentProps<typeof NumberField>, "min" | "max" | "unit">;

function MetresField(props: MetresProps) {
  return <NumberField {...props} min={-FARTHEST_METRES} max={FARTHEST_METRES} unit="m" />;
}

function heights({ heightRangeMetres: [low, high], usesHeight }: ScenePlacement): string {
  if (low === high) return `all ${metres(low)}`;
  return `${metres(low)} to ${metres(high)}${usesHeight ? ", taken out" : ""}`;
}

const metres = (value: number) =>
  `${Math.abs(value) < 10 ? value.toFixed(1) : Math.round(value)} m`;

// How ground control points place the scene: what they leave, and what the user knows better.
import { useId, useState } from "react";
import { DEFAULT_PLACEMENT, type PlacementChoice } from "../geo/groundControl.ts";
import type { ScenePlacement } from "../scene/scene.ts";
import type { OpenScene } from "../store/scenesStore.ts";
import { useApp, useStore } from "./AppContext.ts";
import { Fact } from "./FrontsSection.tsx";
import { Section } from "./Section.tsx";
import { useActiveFronts } from "./useActiveScene.ts";

export function PlacementSection({ open }: { readonly open: OpenScene }) {
  const { placement } = open.scene;
  if (placement === undefined) return null;
  return (
    <Section name="placement" title="Placement">
      <dl className="facts">
        <Fact term="Placed by">{placement.pointCount} ground control points</Fact>
        <Fact term="Residual">
          {metres(placement.rmsMetres)} RMS, {metres(placement.maxMetres)} at most
        </Fact>
        <Fact term="Point heights">{heights(placement)}</Fact>
      </dl>
      {/* Another scene, or a placement that was undone elsewhere, begins the form anew. */}
      <PlacementForm
        key={`${open.scene.id} ${JSON.stringify(placement.choice)}`}
        open={open}
        placement={placement}
      />
    </Section>
  );
}

type FormProps = { readonly open: OpenScene; readonly placement: ScenePlacement };

function PlacementForm({ open, placement }: FormProps) {
  const { actions, jobsStore } = useApp();
  const [choice, setChoice] = useState(placement.choice);
  const [movesFronts, setMovesFronts] = useState(true);
  const fronts = useActiveFronts();
  const isBusy = useStore(jobsStore, (jobs) => jobs.place.kind === "running");
  const method = useId();
  const set = (change: Partial<PlacementChoice>) => setChoice({ ...choice, ...change });
  const [x, y] = choice.shiftMetres;
  const isSame = JSON.stringify(choice) === JSON.stringify(placement.choice);
  const isDefault = JSON.stringify(choice) === JSON.stringify(DEFAULT_PLACEMENT);
  return (
    <form
      className="placement"
      onSubmit={(event) => {
        event.preventDefault();
        void actions.placeScene(open.scene.id, choice, movesFronts);
      }}
    >
      <label htmlFor={method}>Method</label>
      <select
        id={method}
        value={choice.method}
        onChange={({ target }) => set({ method: target.value === "spline" ? "spline" : "cubic" })}
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
        onChange={(heightMetres) => set({ heightMetres })}
      />
      <MetresField
        label="Shift x"
        help="By hand, along the map's x axis"
        value={x}
        onChange={(value) => set({ shiftMetres: [value, y] })}
      />
      <MetresField
        label="Shift y"
        help="By hand, along the map's y axis"
        value={y}
        onChange={(value) => set({ shiftMetres: [x, value] })}
      />
      {fronts.length > 0 && (
        <label className="check">
          <input
            type="checkbox"
            checked={movesFronts}
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

type FieldProps = {
  readonly label: string;
  readonly help: string;
  readonly value: number;
  readonly isDisabled?: boolean;
  readonly onChange: (value: number) => void;
};

/** A field that is being typed in may hold no number for a while. */
function MetresField({ label, help, isDisabled = false, onChange, value }: FieldProps) {
  const id = useId();
  const [text, setText] = useState(String(value));
  const shown = Number(text) === value ? text : String(value);
  return (
    <>
      <label htmlFor={id} title={help}>
        {label}
      </label>
      <span className="with-unit">
        <input
          id={id}
          type="number"
          step="any"
          min={-100_000}
          max={100_000}
          value={shown}
          disabled={isDisabled}
          title={help}
          onChange={({ target }) => {
            setText(target.value);
            if (Number.isFinite(target.valueAsNumber)) onChange(target.valueAsNumber);
          }}
        />
        <span className="quiet">m</span>
      </span>
    </>
  );
}

function heights({ heightRangeMetres: [low, high], usesHeight }: ScenePlacement): string {
  if (low === high) return `all ${metres(low)}`;
  return `${metres(low)} to ${metres(high)}${usesHeight ? ", taken out" : ""}`;
}

const metres = (value: number) =>
  `${Math.abs(value) < 10 ? value.toFixed(1) : Math.round(value)} m`;

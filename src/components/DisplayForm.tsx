// What is done to the values before they are shown: decibels, speckle filter, local contrast.
import { useId } from "react";
import {
  type DisplayChoice,
  FILTER_WINDOWS_PX,
  MOST_LOOKS,
  SPECKLE_FILTERS,
  type SpeckleFilter,
} from "../scene/displayRecipe.ts";
import { type Radiometry, radiometryOf } from "../scene/radiometry.ts";
import type { BandStatistics } from "../scene/scene.ts";
import { useApp, useStore } from "./AppContext.ts";
import { NumberField } from "./NumberField.tsx";

const FILTER_NAMES: Readonly<Record<SpeckleFilter, string>> = {
  none: "none",
  median: "median",
  lee: "Lee",
  "refined-lee": "refined Lee",
};

const TAKEN_FOR: Readonly<Record<Radiometry, string>> = {
  amplitude: "amplitude",
  power: "linear backscatter (power)",
  decibel: "decibels already",
};

export function DisplayForm({ statistics }: { readonly statistics: BandStatistics }) {
  const { commands, viewStore } = useApp();
  const display = useStore(viewStore, (view) => view.display);
  const isCompared = useStore(viewStore, (view) => view.compared?.what === "input");
  const set = (change: Partial<DisplayChoice>) =>
    viewStore.set({ display: { ...display, ...change } });
  const { localContrast, looks, scale, speckle, windowPx } = display;
  const [scaleId, filterId, windowId] = [useId(), useId(), useId()];
  const hasLooks = speckle === "lee" || speckle === "refined-lee";
  const needsKind = scale === "decibel" || hasLooks;
  return (
    <>
      <div className="placement">
        <label htmlFor={scaleId}>Scale</label>
        <select
          id={scaleId}
          value={scale}
          onChange={({ target }) =>
            set({ scale: target.value === "decibel" ? "decibel" : "linear" })
          }
        >
          <option value="linear">as stored</option>
          <option value="decibel">decibels</option>
        </select>
        <label htmlFor={filterId}>Speckle filter</label>
        <select
          id={filterId}
          value={speckle}
          onChange={({ target }) =>
            set({ speckle: SPECKLE_FILTERS.find((one) => one === target.value) ?? "none" })
          }
        >
          {SPECKLE_FILTERS.map((one) => (
            <option key={one} value={one}>
              {FILTER_NAMES[one]}
            </option>
          ))}
        </select>
        {(speckle === "median" || speckle === "lee") && (
          <>
            <label htmlFor={windowId}>Window</label>
            <select
              id={windowId}
              value={windowPx}
              onChange={({ target }) => set({ windowPx: Number(target.value) })}
            >
              {FILTER_WINDOWS_PX.map((side) => (
                <option key={side} value={side}>
                  {side} × {side}
                </option>
              ))}
            </select>
          </>
        )}
        {hasLooks && <LooksField value={looks} onChange={(next) => set({ looks: next })} />}
        <label className="check">
          <input
            type="checkbox"
            checked={localContrast}
            onChange={({ target }) => set({ localContrast: target.checked })}
          />
          Even out local contrast
        </label>
      </div>
      {needsKind && (
        <p className="quiet hint">
          The values are taken for {TAKEN_FOR[radiometryOf(statistics)]}, by their range.
        </p>
      )}
      <button
        type="button"
        className="button small"
        aria-pressed={isCompared}
        title="The picture as you set it, and what the model is given: none of these choices reaches it"
        onClick={() => commands.toggleSwipe("input")}
      >
        {isCompared ? "End the comparison" : "Compare with the network's input"}
      </button>
    </>
  );
}

type FieldProps = { readonly value: number; readonly onChange: (value: number) => void };

function LooksField(props: FieldProps) {
  const help =
    "Equivalent number of looks that a pixel averages: 1 for single look, about 4.4 for Sentinel-1 IW GRD";
  return <NumberField {...props} label="Looks" help={help} min={0.1} max={MOST_LOOKS} />;
}

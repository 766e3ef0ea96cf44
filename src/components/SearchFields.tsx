// Where and when a catalogue is searched.
import { AppError } from "../base/errors.ts";
import type { StacQuery } from "../scene/stac.ts";
import { useShell, useStore } from "./AppContext.ts";

export type SearchText = {
  /** West, south, east, north in degrees, with commas. */
  readonly box: string;
  readonly from: string;
  readonly to: string;
};

type Props = {
  readonly search: SearchText;
  readonly onChange: (search: SearchText) => void;
};

export function SearchFields({ search, onChange }: Props) {
  const { actions, viewStore } = useShell();
  const sceneId = useStore(viewStore, (view) => view.sceneId);
  const takeScene = async () => {
    const box = sceneId === null ? null : await actions.degreesOf(sceneId);
    if (box !== null) onChange({ ...search, box: box.map((side) => side.toFixed(3)).join(", ") });
  };
  return (
    <>
      <label>
        Place: west, south, east, north in degrees
        <input
          type="text"
          value={search.box}
          placeholder="everywhere"
          onChange={({ target }) => onChange({ ...search, box: target.value })}
        />
      </label>
      {sceneId !== null && (
        <button type="button" className="button small" onClick={() => void takeScene()}>
          Take the place of the scene in view
        </button>
      )}
      <label>
        From
        <input
          type="date"
          value={search.from}
          onChange={({ target }) => onChange({ ...search, from: target.value })}
        />
      </label>
      <label>
        To
        <input
          type="date"
          value={search.to}
          onChange={({ target }) => onChange({ ...search, to: target.value })}
        />
      </label>
    </>
  );
}

/** Throws `option-invalid` with a sentence where the box is not four numbers that can be degrees. */
export function searchOf({ box, from, to }: SearchText): Omit<StacQuery, "address"> {
  if (box.trim() === "") return { bbox: null, from, to };
  const [west = NaN, south = NaN, east = NaN, north = NaN, ...more] = box
    .split(/[\s,;]+/)
    .filter((part) => part !== "")
    .map(Number);
  const isSound =
    more.length === 0 &&
    [west, east].every((side) => Math.abs(side) <= 180) &&
    south >= -90 &&
    south <= north &&
    north <= 90;
  if (!isSound)
    throw new AppError(
      "option-invalid",
      "The place must be four numbers, west, south, east and north in degrees, such as -39, 66, -37, 67.",
    );
  return { bbox: [west, south, east, north], from, to };
}

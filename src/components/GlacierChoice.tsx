// Glaciers of the user's own list that lie near, to be taken by one click.
import type { LonLat } from "../geo/coordinates.ts";
import type { Glacier } from "../store/glacierList.ts";
import { nearestGlaciers } from "../store/nearestGlaciers.ts";
import { useApp, useStore } from "./AppContext.ts";
import { formatLength } from "./formatQuantities.ts";

const MOST = 4;

type Props = { readonly at: LonLat | null; readonly onChoose: (glacier: Glacier) => void };

/** Nothing until a list is loaded. */
export function GlacierChoice({ at, onChoose }: Props) {
  const { actions } = useApp();
  const list = useStore(actions.glacierList, (state) => state.list);
  if (list === null) return null;
  const near = at === null ? [] : nearestGlaciers(list, at, MOST);
  return (
    <div className="glacier-choice">
      {near.map((glacier) => (
        <button
          key={`${glacier.id} ${glacier.name}`}
          type="button"
          className="button small"
          onClick={() => onChoose(glacier)}
        >
          {[glacier.id, glacier.name].filter((part) => part !== "").join(" ")},{" "}
          {formatLength(glacier.metres)}
        </button>
      ))}
      {near.length === 0 && (
        <span className="quiet small">No glacier of {list.fileName} within 100 km.</span>
      )}
    </div>
  );
}

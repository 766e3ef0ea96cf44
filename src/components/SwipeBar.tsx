// The line between two pictures: what is compared lies to the right of it.
import { useApp, useStore } from "./AppContext.ts";
import { IconButton } from "./IconButton.tsx";

export function SwipeBar() {
  const { viewStore } = useApp();
  const compared = useStore(viewStore, (view) => view.compared);
  if (compared === null || compared.how !== "swipe") return null;
  const name = compared.what === "model" ? "the model's maps" : "the previous date";
  return (
    <div className="swipe" style={{ "--swipe": compared.swipe01 } as React.CSSProperties}>
      <div className="swipe-line" />
      <input
        type="range"
        min={0}
        max={1}
        step={0.005}
        value={compared.swipe01}
        aria-label={`Line between the scene and ${name}`}
        onChange={({ target }) =>
          viewStore.set({ compared: { ...compared, swipe01: target.valueAsNumber } })
        }
      />
      <div className="swipe-name">
        <span>Right of the line: {name}</span>
        <IconButton
          icon="close"
          label="End the comparison"
          onClick={() => viewStore.set({ compared: null })}
        />
      </div>
    </div>
  );
}

// The line between two pictures: what is compared lies to the right of it.
import { dateOfScene } from "../store/neighbourScenes.ts";
import type { OpenScene } from "../store/scenesStore.ts";
import { useApp, useStore } from "./AppContext.ts";
import { IconButton } from "./IconButton.tsx";
import { useActiveScene } from "./useActiveScene.ts";

export function SwipeBar() {
  const { commands, documentStore, viewStore } = useApp();
  const compared = useStore(viewStore, (view) => view.compared);
  const document = useStore(documentStore, ({ history }) => history.present.document);
  const open = useActiveScene();
  if (compared === null || compared.how !== "swipe" || open === undefined) return null;
  const previous = compared.what === "previous" ? commands.previousScene() : undefined;
  const named = ({ scene }: OpenScene) => dateOfScene(scene, document) ?? scene.fileName;
  const [left, right] =
    previous === undefined
      ? ["the scene", compared.what === "input" ? "what the network sees" : "the model's maps"]
      : [named(open), named(previous)];
  return (
    <div className="swipe" style={{ "--swipe": compared.swipe01 } as React.CSSProperties}>
      <div className="swipe-line" />
      <input
        type="range"
        min={0}
        max={1}
        step={0.005}
        value={compared.swipe01}
        aria-label={`Line between ${left} and ${right}`}
        onChange={({ target }) =>
          viewStore.set({ compared: { ...compared, swipe01: target.valueAsNumber } })
        }
      />
      <div className="swipe-name">
        <span>
          Left: {left}, right: {right}
        </span>
        <IconButton
          icon="close"
          label="End the comparison"
          onClick={() => viewStore.set({ compared: null })}
        />
      </div>
    </div>
  );
}

// The open scenes: which one is in view, and what has been done on each.
import { frontsOfScene, isUntouched } from "../annotation/document.ts";
import type { OpenScene } from "../store/scenesStore.ts";
import { useApp, useStore } from "./AppContext.ts";
import { DemoButton } from "./DemoButton.tsx";
import { FileButton } from "./FileButton.tsx";
import { FileName } from "./FileName.tsx";
import { IconButton } from "./IconButton.tsx";
import { Section } from "./Section.tsx";

export function ScenesPanel() {
  const { scenesStore } = useApp();
  const scenes = useStore(scenesStore, (state) => state.scenes);
  return (
    <Section name="scenes" title="Scenes" aside={<FileButton label="Add scenes" isSmall />}>
      <ul className="list">
        {scenes.map((open) => (
          <SceneItem key={open.scene.id} open={open} />
        ))}
      </ul>
      {!scenes.some(({ scene }) => scene.simulated) && <DemoButton className="button small" />}
    </Section>
  );
}

function SceneItem({ open: { scene, prediction } }: { readonly open: OpenScene }) {
  const { actions, documentStore, viewStore } = useApp();
  const isActive = useStore(viewStore, (view) => view.sceneId === scene.id);
  const document = useStore(documentStore, ({ history }) => history.present.document);
  const fronts = frontsOfScene(document, scene.id);
  const byHand = fronts.filter((front) => !isUntouched(front)).length;
  const close = () => {
    const question = `Close ${scene.fileName}? ${byHand} ${byHand === 1 ? "front" : "fronts"} set by hand will go with it.`;
    if (byHand === 0 || confirm(question)) void actions.closeScene(scene.id);
  };
  return (
    <li className="scene-item" data-active={isActive}>
      <button
        type="button"
        className="row"
        aria-current={isActive}
        onClick={() => viewStore.showScene(scene.id)}
      >
        <FileName name={scene.fileName} />
        <span className="quiet">
          {[scene.acquisition.date, stateOf(fronts.length, prediction?.frontCount ?? null)]
            .filter((part) => part !== null)
            .join(" · ")}
        </span>
      </button>
      <IconButton icon="close" label={`Close ${scene.fileName}`} onClick={close} />
    </li>
  );
}

/** `found`: fronts in the last prediction, which undo and deleting do not change; null before one. */
function stateOf(fronts: number, found: number | null): string {
  if (fronts > 0) return `${fronts} ${fronts === 1 ? "front" : "fronts"}`;
  if (found === null) return "not predicted";
  return found === 0 ? "no front found" : "no fronts";
}

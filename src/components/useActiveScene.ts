// The scene in view and its fronts.
import { useMemo } from "react";
import { type Front, frontsOfScene } from "../annotation/document.ts";
import { type OpenScene, openScene } from "../store/scenesStore.ts";
import { useShell, useStore } from "./AppContext.ts";

export function useActiveScene(): OpenScene | undefined {
  const { scenesStore, viewStore } = useShell();
  const sceneId = useStore(viewStore, (view) => view.sceneId);
  return useStore(scenesStore, (state) => openScene(state, sceneId));
}

/** As committed: measuring a long front in every frame of a drag would hold the drag up. */
export function useActiveFronts(): readonly Front[] {
  const { documentStore, viewStore } = useShell();
  const sceneId = useStore(viewStore, (view) => view.sceneId);
  const document = useStore(documentStore, ({ history }) => history.present.document);
  return useMemo(() => frontsOfScene(document, sceneId ?? ""), [document, sceneId]);
}

// The scene in view, its fronts and whose they are.
import { useMemo } from "react";
import { annotatorsOf, type Front, frontsOfScene } from "../annotation/document.ts";
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

/** The project's colleagues; a place in this list is a look on the map. */
export function useAnnotators(): readonly string[] {
  const { documentStore } = useShell();
  const document = useStore(documentStore, ({ history }) => history.present.document);
  return useMemo(() => annotatorsOf(document.fronts), [document]);
}

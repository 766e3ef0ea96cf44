// Editing the selected front from keys and buttons, without a pointer.
import { type Front, frontOfId, frontsOfScene } from "../annotation/document.ts";
import { addFronts } from "../annotation/edits/addFronts.ts";
import { deleteFront } from "../annotation/edits/deleteFront.ts";
import { deleteVertex, whyNotDeleteVertex } from "../annotation/edits/deleteVertex.ts";
import { insertVertex } from "../annotation/edits/insertVertex.ts";
import { moveVertex } from "../annotation/edits/moveVertex.ts";
import { drawnFront } from "../annotation/newFront.ts";
import type { MapXY } from "../geo/coordinates.ts";
import type { DocumentStore } from "./documentStore.ts";
import type { ScenesStore } from "./scenesStore.ts";
import type { ViewStore } from "./viewStore.ts";

export type FrontCommands = ReturnType<typeof createFrontCommands>;

export function createFrontCommands(
  documentStore: DocumentStore,
  viewStore: ViewStore,
  scenesStore: ScenesStore,
) {
  function selected(): { front: Front; index: number | null } | null {
    const { frontId, vertexIndex } = viewStore.getState();
    const front = frontOfId(documentStore.committed(), frontId ?? "");
    if (front === undefined) return null;
    const isThere = vertexIndex !== null && front.vertices[vertexIndex] !== undefined;
    return { front, index: isThere ? vertexIndex : null };
  }

  function tryDeleteVertex(frontId: string, index: number): void {
    const reason = whyNotDeleteVertex(documentStore.committed(), frontId, index);
    viewStore.set({ notice: reason });
    if (reason !== null) return;
    documentStore.commit("Delete vertex", deleteVertex(frontId, index));
    viewStore.set({ vertexIndex: null });
  }

  return {
    tryDeleteVertex,
    draw(path: readonly MapXY[]): void {
      const { sceneId } = viewStore.getState();
      if (sceneId === null) return;
      const front = drawnFront(crypto.randomUUID(), sceneId, path);
      documentStore.commit("Draw front", addFronts([front]));
      viewStore.set({ tool: "select", frontId: front.id, vertexIndex: null, notice: null });
    },
    /** To the next vertex along the front (+1) or the previous (-1), around the ends; its place, or null. */
    stepVertex(by: 1 | -1): MapXY | null {
      const found = selected();
      if (found === null) return null;
      const count = found.front.vertices.length;
      const from = found.index ?? (by === 1 ? -1 : 0);
      const vertexIndex = (from + by + count) % count;
      viewStore.set({ vertexIndex, notice: null });
      return found.front.vertices[vertexIndex]?.at ?? null;
    },
    /** By whole pixels of the scene: columns right, rows down. */
    nudgeVertex(cols: number, rows: number): void {
      const found = selected();
      const open = scenesStore.find(found?.front.sceneId ?? null);
      const vertex = found?.front.vertices[found.index ?? -1];
      if (!found || found.index === null || vertex === undefined || open === undefined) return;
      const [a, b, , d, e] = open.scene.pixelToMap;
      const to: MapXY = [vertex.at[0] + a * cols + b * rows, vertex.at[1] + d * cols + e * rows];
      documentStore.commit("Move vertex", moveVertex(found.front.id, found.index, to));
    },
    /** Halfway to the next vertex; before the last one when the last is active. */
    insertBesideVertex(): void {
      const found = selected();
      if (found === null || found.index === null) return;
      const { front } = found;
      const left = Math.min(found.index, front.vertices.length - 2);
      const from = front.vertices[left]?.at;
      const to = front.vertices[left + 1]?.at;
      if (from === undefined || to === undefined) return;
      const middle: MapXY = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
      documentStore.commit("Insert vertex", insertVertex(front.id, left + 1, middle));
      viewStore.set({ vertexIndex: left + 1 });
    },
    /** The active vertex, or the whole front when none is active. */
    deleteSelected(): void {
      const found = selected();
      if (found === null) return;
      if (found.index !== null) {
        tryDeleteVertex(found.front.id, found.index);
        return;
      }
      documentStore.commit("Delete front", deleteFront(found.front.id));
      viewStore.selectFront(null);
    },
    /** The first front of the scene when none is selected, else the next. */
    selectNextFront(): void {
      const { sceneId, frontId } = viewStore.getState();
      const fronts = frontsOfScene(documentStore.committed(), sceneId ?? "");
      const at = fronts.findIndex(({ id }) => id === frontId);
      viewStore.selectFront(fronts[(at + 1) % Math.max(1, fronts.length)]?.id ?? null);
    },
  };
}

// Editing the selected front from keys and buttons, without a pointer.
import { changedScene } from "../annotation/changedScene.ts";
import { type Front, frontOfId, frontsOfScene } from "../annotation/document.ts";
import { addFronts } from "../annotation/edits/addFronts.ts";
import { deleteFront } from "../annotation/edits/deleteFront.ts";
import { deleteVertex, whyNotDeleteVertex } from "../annotation/edits/deleteVertex.ts";
import { deleteVertices, whyNotDeleteVertices } from "../annotation/edits/deleteVertices.ts";
import { insertVertex } from "../annotation/edits/insertVertex.ts";
import { moveVertices } from "../annotation/edits/moveVertices.ts";
import { reshapeFront, whyNotReshapeFront } from "../annotation/edits/reshapeFront.ts";
import { redoLabel, undoLabel } from "../annotation/history.ts";
import { PARTIAL_FLAG } from "../annotation/isPartial.ts";
import { drawnFront } from "../annotation/newFront.ts";
import type { MapXY } from "../geo/coordinates.ts";
import { createCompareCommands } from "./createCompareCommands.ts";
import { createDoubtCommands } from "./createDoubtCommands.ts";
import { createShapeCommands } from "./createShapeCommands.ts";
import type { DocumentStore } from "./documentStore.ts";
import type { RasterRegistry } from "./rasterRegistry.ts";
import type { ScenesStore } from "./scenesStore.ts";
import { toldByZones, zonesOf } from "./toldByZones.ts";
import type { StrokeTool, ViewStore } from "./viewStore.ts";

export type Stroke = {
  readonly tool: StrokeTool;
  readonly path: readonly MapXY[];
  /** How near to a front an end of the stroke counts as on it, in map units. */
  readonly reach: number;
};

export type FrontCommands = ReturnType<typeof createFrontCommands>;

export function createFrontCommands(
  documentStore: DocumentStore,
  viewStore: ViewStore,
  scenesStore: ScenesStore,
  rasters: RasterRegistry,
) {
  type Selected = { front: Front; index: number | null; indices: readonly number[] };

  function selected(): Selected | null {
    const { frontId, vertexIndex, selectedVertices } = viewStore.getState();
    const front = frontOfId(documentStore.committed(), frontId ?? "");
    if (front === undefined) return null;
    const isThere = (index: number) => front.vertices[index] !== undefined;
    return {
      front,
      index: vertexIndex !== null && isThere(vertexIndex) ? vertexIndex : null,
      indices: selectedVertices.filter(isThere),
    };
  }

  function tryDeleteVertex(frontId: string, index: number): void {
    const reason = whyNotDeleteVertex(documentStore.committed(), frontId, index);
    viewStore.set({ notice: reason });
    if (reason !== null) return;
    documentStore.commit("Delete vertex", deleteVertex(frontId, index));
    // The neighbour becomes the active one: with none, the next Delete would take the whole front.
    const left = frontOfId(documentStore.committed(), frontId)?.vertices.length ?? 0;
    viewStore.set({ vertexIndex: Math.min(index, left - 1) });
  }

  function deleteChosen(frontId: string, indices: readonly number[]): void {
    const reason = whyNotDeleteVertices(documentStore.committed(), frontId, indices);
    viewStore.set({ notice: reason });
    if (reason !== null) return;
    documentStore.commit("Delete vertices", deleteVertices(frontId, indices));
    const left = frontOfId(documentStore.committed(), frontId)?.vertices.length ?? 0;
    viewStore.set({ vertexIndex: Math.min(indices[0] ?? 0, left - 1) });
  }

  /** Undo and redo reach over all scenes, so the one that they changed comes into view. */
  function travel(verb: "Undone" | "Redone"): void {
    const { history } = documentStore.getState();
    const label = verb === "Undone" ? undoLabel(history) : redoLabel(history);
    if (label === null) return;
    const before = documentStore.committed();
    if (verb === "Undone") documentStore.undo();
    else documentStore.redo();
    const open = scenesStore.find(changedScene(before, documentStore.committed()));
    const isElsewhere = open !== undefined && open.scene.id !== viewStore.getState().sceneId;
    if (isElsewhere) viewStore.showScene(open.scene.id);
    const place = isElsewhere ? ` in ${open.scene.fileName}` : "";
    viewStore.set({ notice: `${verb}${place}: ${label.toLowerCase()}.` });
  }

  function draw(path: readonly MapXY[]): void {
    const { sceneId } = viewStore.getState();
    if (sceneId === null) return;
    const open = scenesStore.find(sceneId);
    const zones = open === undefined ? null : zonesOf(open.scene, rasters.get(sceneId));
    const front = toldByZones(drawnFront(crypto.randomUUID(), sceneId, path), zones);
    documentStore.commit("Draw front", addFronts([front]));
    const notice = front.label.flags.includes(PARTIAL_FLAG) ? STOPS_SHORT : null;
    viewStore.set({ tool: "select", frontId: front.id, vertexIndex: null, notice });
  }

  /** A stroke of any tool; whether something came of it. */
  function stroke({ tool, path, reach }: Stroke): boolean {
    const document = documentStore.committed();
    const { frontId, sceneId } = viewStore.getState();
    const isHeld = (id: string) => whyNotReshapeFront(document, id, path, reach) === null;
    const own = frontId !== null && isHeld(frontId) ? frontId : null;
    if (tool === "draw" || (tool === "livewire" && own === null)) {
      draw(path);
      return true;
    }
    const meant = own ?? frontsOfScene(document, sceneId ?? "").find(({ id }) => isHeld(id))?.id;
    if (meant === undefined) {
      const reason = whyNotReshapeFront(document, frontId ?? "", path, reach);
      viewStore.set({ notice: frontId === null ? "Begin and end the stroke on a front." : reason });
      return false;
    }
    documentStore.commit("Reshape", reshapeFront(meant, path, reach));
    viewStore.set({ frontId: meant, vertexIndex: null, notice: null });
    return true;
  }

  return {
    ...createShapeCommands({ documentStore, viewStore, scenesStore, rasters }),
    ...createDoubtCommands(documentStore, viewStore),
    ...createCompareCommands(documentStore, viewStore, scenesStore, rasters),
    tryDeleteVertex,
    undo: () => travel("Undone"),
    redo: () => travel("Redone"),
    draw,
    stroke,
    /**
     * To the next vertex along the front (+1) or the previous (-1), around the ends; its place, or null. With
     * `keepsOthers`, the vertices chosen before stay chosen.
     */
    stepVertex(by: 1 | -1, keepsOthers = false): MapXY | null {
      const found = selected();
      if (found === null) return null;
      const count = found.front.vertices.length;
      const from = found.index ?? (by === 1 ? -1 : 0);
      const vertexIndex = (from + by + count) % count;
      const selectedVertices = keepsOthers ? found.indices : [];
      viewStore.set({ vertexIndex, selectedVertices, notice: null });
      return found.front.vertices[vertexIndex]?.at ?? null;
    },
    /** A vertex of the selected front by the pointer: alone, with all between it and the active one, or one more or less. */
    chooseVertex(index: number, how: "alone" | "range" | "toggle"): void {
      const found = selected();
      if (found === null) return;
      viewStore.set({ ...choice(found, index, how), notice: null });
    },
    chooseAllVertices(): void {
      const found = selected();
      if (found === null) return;
      const selectedVertices = found.front.vertices.map((_, index) => index);
      viewStore.set({ vertexIndex: found.index ?? 0, selectedVertices });
    },
    /** On the screen, right and down, by the size of a scene pixel: also where the scene lies south-up or askew. */
    nudgeVertex(right: number, down: number): void {
      const found = selected();
      const open = scenesStore.find(found?.front.sceneId ?? null);
      const vertex = found?.front.vertices[found.index ?? -1];
      if (!found || found.index === null || vertex === undefined || open === undefined) return;
      const [a, b, , d, e] = open.scene.pixelToMap;
      const delta: MapXY = [right * Math.hypot(a, b), -down * Math.hypot(d, e)];
      const { indices } = found;
      documentStore.commit(moveLabel(indices), moveVertices(found.front.id, indices, delta));
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
      if (found.indices.length > 1) {
        deleteChosen(found.front.id, found.indices);
        return;
      }
      if (found.index !== null) {
        tryDeleteVertex(found.front.id, found.index);
        return;
      }
      documentStore.commit("Delete front", deleteFront(found.front.id));
      viewStore.selectFront(null);
    },
    deleteFront(): void {
      const found = selected();
      if (found === null) return;
      documentStore.commit("Delete front", deleteFront(found.front.id));
      viewStore.selectFront(null);
    },
    /** The first front of the scene when none is selected, else the next (or the previous). */
    selectNextFront(by: 1 | -1 = 1): void {
      const { sceneId, frontId } = viewStore.getState();
      const fronts = frontsOfScene(documentStore.committed(), sceneId ?? "");
      const at = fronts.findIndex(({ id }) => id === frontId);
      const next = at === -1 && by === -1 ? -1 : at + by;
      viewStore.selectFront(fronts.at(next % Math.max(1, fronts.length))?.id ?? null);
    },
  };
}

const STOPS_SHORT =
  "It stops short of rock and of the data's edge, so it is marked as incomplete (flag 04).";

const moveLabel = (indices: readonly number[]) =>
  indices.length > 1 ? "Move vertices" : "Move vertex";

type Chosen = { readonly index: number | null; readonly indices: readonly number[] };

function choice(
  { index: active, indices }: Chosen,
  index: number,
  how: "alone" | "range" | "toggle",
) {
  if (how === "alone" || active === null) return { vertexIndex: index };
  if (how === "range") {
    const [first, last] = [Math.min(active, index), Math.max(active, index)];
    const between = Array.from({ length: last - first + 1 }, (_, i) => first + i);
    return { vertexIndex: index, selectedVertices: [...indices, ...between] };
  }
  const others = indices.filter((other) => other !== index);
  if (!indices.includes(index)) return { vertexIndex: index, selectedVertices: others };
  return { vertexIndex: others.at(-1) ?? null, selectedVertices: others };
}

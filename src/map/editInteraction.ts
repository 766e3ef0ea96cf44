// The pointer on fronts in the select tool: select, drag vertices, insert one on the line, delete one.

import PointerInteraction from "ol/interaction/Pointer.js";
import type MapBrowserEvent from "ol/MapBrowserEvent.js";
import type { Front } from "../annotation/document.ts";
import type { MapXY } from "../geo/coordinates.ts";
import { segmentNear, vertexNear } from "./frontIndex.ts";

/** By itself, with all between it and the active one, or one more or less. */
type VertexChoice = "alone" | "range" | "toggle";

export type EditCallbacks = {
  readonly onSelectFront: (frontId: string | null) => void;
  readonly onSelectVertex: (index: number, how: VertexChoice) => void;
  /** A drag under way; `onDrop` or `onDropCancel` follows. */
  readonly onDrag: (drag: VertexDrag) => void;
  readonly onDrop: (drag: VertexDrag) => void;
  readonly onDeleteVertex: (frontId: string, index: number) => void;
};

/** `inserted`: the vertex is a new one that gets this index; else the one at this index moves, and `others` with it. */
export type VertexDrag = {
  readonly frontId: string;
  readonly index: number;
  readonly inserted: boolean;
  readonly others: readonly number[];
  /** Where the vertex was taken up; for a new one, where the pointer was. */
  readonly from: MapXY;
  readonly to: MapXY;
};

export type Editable = {
  readonly fronts: () => readonly Front[];
  readonly selected: () => Front | undefined;
  /** Chosen vertices of the selected front. */
  readonly chosen: () => readonly number[];
};

type Held = Omit<VertexDrag, "to">;

const REACH_PX = { mouse: 8, touch: 18 } as const;

export class EditInteraction extends PointerInteraction {
  readonly #editable: Editable;
  readonly #callbacks: EditCallbacks;
  #held: Held | null = null;
  #moved = false;

  constructor(editable: Editable, callbacks: EditCallbacks) {
    super();
    this.#editable = editable;
    this.#callbacks = callbacks;
  }

  /** Ends a drag under way without dropping anything. */
  letGo(): void {
    this.#held = null;
  }

  /** The vertex or segment of the selected front within reach of the pointer. */
  #grasp(event: MapBrowserEvent): Held | null {
    const front = this.#editable.selected();
    if (front === undefined) return null;
    const at = pointOf(event);
    const reach = reachOf(event);
    const vertex = vertexNear(front, at, reach);
    if (vertex !== null) {
      const { index } = vertex;
      const chosen = this.#editable.chosen();
      const others = chosen.includes(index) ? chosen.filter((other) => other !== index) : [];
      const from = front.vertices[index]?.at ?? at;
      return { frontId: front.id, index, inserted: false, others, from };
    }
    const found = segmentNear(front, at, reach);
    if (found === null) return null;
    return { frontId: front.id, index: found.segment + 1, inserted: true, others: [], from: at };
  }

  override handleDownEvent(event: MapBrowserEvent): boolean {
    const { button, altKey, shiftKey, ctrlKey, metaKey } = event.originalEvent as PointerEvent;
    if (button !== 0) return false;
    const held = this.#grasp(event);
    if (held === null) return false;
    if (altKey) {
      if (!held.inserted) this.#callbacks.onDeleteVertex(held.frontId, held.index);
      return !held.inserted;
    }
    if (!held.inserted && (shiftKey || ctrlKey || metaKey)) {
      this.#callbacks.onSelectVertex(held.index, shiftKey ? "range" : "toggle");
      return true;
    }
    this.#held = held;
    this.#moved = false;
    if (!held.inserted && held.others.length === 0)
      this.#callbacks.onSelectVertex(held.index, "alone");
    return true;
  }

  override handleDragEvent(event: MapBrowserEvent): void {
    if (this.#held === null) return;
    this.#moved = true;
    this.#callbacks.onDrag({ ...this.#held, to: pointOf(event) });
  }

  override handleUpEvent(event: MapBrowserEvent): boolean {
    const held = this.#held;
    this.#held = null;
    if (held === null) return false;
    if (this.#moved || held.inserted) this.#callbacks.onDrop({ ...held, to: pointOf(event) });
    else if (held.others.length > 0) this.#callbacks.onSelectVertex(held.index, "alone");
    return false;
  }

  override handleMoveEvent(event: MapBrowserEvent): void {
    const target = event.map.getTargetElement();
    const isOver = this.#grasp(event) !== null || this.#frontAt(event) !== null;
    if (target) target.style.cursor = isOver ? "pointer" : "";
  }

  override handleEvent(event: MapBrowserEvent): boolean {
    if (event.type === "click" && this.#grasp(event) === null)
      this.#callbacks.onSelectFront(this.#frontAt(event)?.id ?? null);
    return super.handleEvent(event);
  }

  #frontAt(event: MapBrowserEvent): Front | null {
    const at = pointOf(event);
    let nearest: { front: Front; distance: number } | null = null;
    for (const front of this.#editable.fronts()) {
      const found = segmentNear(front, at, nearest?.distance ?? reachOf(event));
      if (found !== null) nearest = { front, distance: found.distance };
    }
    return nearest?.front ?? null;
  }
}

function pointOf(event: MapBrowserEvent): MapXY {
  const [x = 0, y = 0] = event.coordinate;
  return [x, y];
}

/** In map units. */
function reachOf({ originalEvent, map }: MapBrowserEvent): number {
  const isTouch = originalEvent instanceof PointerEvent && originalEvent.pointerType === "touch";
  return (isTouch ? REACH_PX.touch : REACH_PX.mouse) * (map.getView().getResolution() ?? 1);
}

// The pointer on fronts in the select tool: select, drag a vertex, insert one on the line, delete one.

import PointerInteraction from "ol/interaction/Pointer.js";
import type MapBrowserEvent from "ol/MapBrowserEvent.js";
import { type Front, frontPath } from "../annotation/document.ts";
import type { MapXY } from "../geo/coordinates.ts";
import { nearestOnPolyline } from "../geo/polyline.ts";

export type EditCallbacks = {
  readonly onSelectFront: (frontId: string | null) => void;
  readonly onSelectVertex: (index: number) => void;
  /** A drag under way; `onDrop` or `onDropCancel` follows. */
  readonly onDrag: (drag: VertexDrag) => void;
  readonly onDrop: (drag: VertexDrag) => void;
  readonly onDeleteVertex: (frontId: string, index: number) => void;
};

/** `inserted`: the vertex is a new one that gets this index; else the one at this index moves. */
export type VertexDrag = {
  readonly frontId: string;
  readonly index: number;
  readonly inserted: boolean;
  readonly to: MapXY;
};

export type Editable = {
  readonly fronts: () => readonly Front[];
  readonly selected: () => Front | undefined;
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
    const reach = reachOf(event);
    const vertex = nearestVertex(front, event);
    if (vertex !== null && vertex.distancePx <= reach)
      return { frontId: front.id, index: vertex.index, inserted: false };
    const segment = nearestOnPolyline(pointOf(event), frontPath(front));
    return segment !== null && segment.distance / resolutionOf(event) <= reach
      ? { frontId: front.id, index: segment.segment + 1, inserted: true }
      : null;
  }

  override handleDownEvent(event: MapBrowserEvent): boolean {
    const { button, altKey, shiftKey } = event.originalEvent as PointerEvent;
    if (button !== 0) return false;
    const held = this.#grasp(event);
    if (held === null) return false;
    if (altKey || shiftKey) {
      if (!held.inserted) this.#callbacks.onDeleteVertex(held.frontId, held.index);
      return !held.inserted;
    }
    this.#held = held;
    this.#moved = false;
    if (!held.inserted) this.#callbacks.onSelectVertex(held.index);
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
    if (held !== null && (this.#moved || held.inserted))
      this.#callbacks.onDrop({ ...held, to: pointOf(event) });
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
    const reach = reachOf(event) * resolutionOf(event);
    let nearest: { front: Front; distance: number } | null = null;
    for (const front of this.#editable.fronts()) {
      const found = nearestOnPolyline(pointOf(event), frontPath(front));
      if (found === null || found.distance > (nearest?.distance ?? reach)) continue;
      nearest = { front, distance: found.distance };
    }
    return nearest?.front ?? null;
  }
}

function pointOf(event: MapBrowserEvent): MapXY {
  const [x = 0, y = 0] = event.coordinate;
  return [x, y];
}

const resolutionOf = (event: MapBrowserEvent) => event.map.getView().getResolution() ?? 1;

function reachOf({ originalEvent }: MapBrowserEvent): number {
  const isTouch = originalEvent instanceof PointerEvent && originalEvent.pointerType === "touch";
  return isTouch ? REACH_PX.touch : REACH_PX.mouse;
}

function nearestVertex(
  front: Front,
  event: MapBrowserEvent,
): { index: number; distancePx: number } | null {
  const [x, y] = pointOf(event);
  const resolution = resolutionOf(event);
  let nearest: { index: number; distancePx: number } | null = null;
  for (const [index, { at }] of front.vertices.entries()) {
    const distancePx = Math.hypot(at[0] - x, at[1] - y) / resolution;
    if (nearest === null || distancePx < nearest.distancePx) nearest = { index, distancePx };
  }
  return nearest;
}

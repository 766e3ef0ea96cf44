// The pointer that makes a stroke, for drawing, reshaping and the livewire: clicks set points, a drag draws freehand.
import PointerInteraction from "ol/interaction/Pointer.js";
import type OlMap from "ol/Map.js";
import type MapBrowserEvent from "ol/MapBrowserEvent.js";
import { FEWEST_VERTICES } from "../annotation/document.ts";
import type { MapXY } from "../geo/coordinates.ts";
import { simplifyPolyline } from "../geo/polyline.ts";
import { Livewire, type ReadCostField } from "./livewire.ts";
import { createSketchLayer } from "./sketchLayer.ts";

export type StrokeTool = "draw" | "reshape" | "livewire";

type Stroke = {
  readonly tool: StrokeTool;
  readonly path: readonly MapXY[];
  /** How near to a front an end of the stroke counts as on it, in map units. */
  readonly reach: number;
};

export type StrokeCallbacks = {
  /** Whether the stroke was taken; else a clicked one stays, to be gone on with. */
  readonly onStroke: (stroke: Stroke) => boolean;
  readonly readCostField: ReadCostField;
};

const REACH_PX = 14;
/** A pointer held for a click may slip by this much. */
const SLIP_PX = 4;
const THINNED_PX = 0.7;
const DOUBLE_CLICK_MILLISECONDS = 400;

type Freehand = { readonly points: MapXY[]; readonly from: readonly [number, number] };

export class StrokeInteraction extends PointerInteraction {
  readonly #callbacks: StrokeCallbacks;
  readonly #sketch = createSketchLayer();
  readonly #wire: Livewire;
  #tool: StrokeTool = "draw";
  /** Each click's points; the last of each is where the click was. */
  #pieces: MapXY[][] = [];
  /** What was dropped, as long as it may be wanted back. */
  #dropped: readonly MapXY[][] = [];
  #freehand: Freehand | null = null;
  #cursor: MapXY | null = null;
  /** What the livewire shows from the last point to the pointer. */
  #ahead: MapXY[] = [];
  #waiting: MapXY[] = [];
  #endsWhenDone = false;
  #frame = 0;
  #lastClick = { at: 0, x: 0, y: 0 };
  #isSecondClick = false;

  constructor(callbacks: StrokeCallbacks) {
    super();
    this.#callbacks = callbacks;
    this.#wire = new Livewire(callbacks.readCostField);
    this.setActive(false);
  }

  get layer() {
    return this.#sketch.layer;
  }

  get isDrawing(): boolean {
    return this.#pieces.length > 0 || this.#freehand !== null;
  }

  override setMap(map: OlMap | null): void {
    if (map === null) this.abort();
    super.setMap(map);
  }

  use(tool: StrokeTool): void {
    if (tool !== this.#tool) {
      this.abort();
      this.forgetDropped();
    }
    this.#tool = tool;
  }

  override setActive(isActive: boolean): void {
    super.setActive(isActive);
    if (!isActive) this.pointerGone();
  }

  abort(): void {
    this.#pieces = [];
    this.#freehand = null;
    this.#restart();
  }

  /** Away with the stroke under way; `bringBack` undoes it until something else is done. */
  drop(): void {
    const dropped = this.#pieces;
    this.abort();
    this.#dropped = dropped;
  }

  get isDropped(): boolean {
    return this.#dropped.length > 0;
  }

  bringBack(): void {
    this.#pieces = [...this.#dropped];
    this.#dropped = [];
    this.#restart();
  }

  forgetDropped(): void {
    this.#dropped = [];
  }

  /** Takes back the points of the last click; of a livewire, one that it has not reached yet. */
  takeBack(): void {
    if (this.#waiting.length > 0) {
      this.#waiting.pop();
      this.#endsWhenDone = false;
      return;
    }
    this.#pieces.pop();
    this.#restart();
  }

  /** No point under the pointer is shown when it has left the map or has another task. */
  pointerGone(): void {
    this.#cursor = null;
    this.#ahead = [];
    this.#draw();
  }

  addPoint(at: MapXY): void {
    const isFollowing = this.#tool === "livewire" && this.#pieces.length > 0;
    if (!isFollowing) {
      this.#append([at]);
      return;
    }
    this.#waiting.push(at);
    this.#follow();
  }

  /** Ends the stroke; a livewire under way first gets to its last point. */
  finish(): void {
    if (this.#waiting.length > 0) {
      this.#endsWhenDone = true;
      return;
    }
    const path = this.#pieces.flat().filter(isNew);
    if (path.length >= FEWEST_VERTICES && this.#commit(path)) this.abort();
  }

  #commit(path: readonly MapXY[]): boolean {
    return this.#callbacks.onStroke({
      tool: this.#tool,
      path,
      reach: REACH_PX * this.#resolution(),
    });
  }

  #resolution(): number {
    return this.getMap()?.getView().getResolution() ?? 1;
  }

  #append(points: MapXY[]): void {
    this.#dropped = [];
    this.#pieces.push(points);
    this.#ahead = [];
    const last = points.at(-1);
    if (this.#tool === "livewire" && last !== undefined)
      this.#wire.startAt(last, this.#resolution());
    this.#draw();
  }

  /** After the stroke was made shorter: the livewire begins at its new end. */
  #restart(): void {
    cancelAnimationFrame(this.#frame);
    this.#waiting = [];
    this.#endsWhenDone = false;
    this.#ahead = [];
    this.#wire.stop();
    const last = this.#pieces.at(-1)?.at(-1);
    if (this.#tool === "livewire" && last !== undefined)
      this.#wire.startAt(last, this.#resolution());
    this.#draw();
  }

  /** Goes on with the livewire, a slice in each frame, until it is at the clicked point or under the pointer. */
  #follow = (): void => {
    cancelAnimationFrame(this.#frame);
    const clicked = this.#waiting[0];
    const to = clicked ?? this.#cursor;
    if (to === null || this.#pieces.length === 0) return;
    const path = this.#wire.pathTo(to);
    if (path === null) {
      this.#frame = requestAnimationFrame(this.#follow);
      return;
    }
    if (clicked === undefined) {
      this.#ahead = path;
      this.#draw();
      return;
    }
    this.#waiting.shift();
    this.#append(path);
    if (this.#waiting.length > 0) this.#follow();
    else if (this.#endsWhenDone) {
      this.#endsWhenDone = false;
      this.finish();
    }
  };

  #draw(): void {
    const free = this.#freehand?.points ?? [];
    const isStraight = this.#tool !== "livewire" && this.#freehand === null;
    const ahead = isStraight && this.#cursor !== null ? [this.#cursor] : this.#ahead;
    this.#sketch.show({
      line: [...this.#pieces.flat(), ...free],
      ahead: this.#pieces.length === 0 ? [] : ahead,
      points: this.#pieces.flatMap((piece) => piece.slice(-1)),
      cursor: this.#freehand === null ? this.#cursor : null,
    });
  }

  override handleDownEvent(event: MapBrowserEvent): boolean {
    const { button, shiftKey } = event.originalEvent as PointerEvent;
    const isFreehand = this.#tool === "reshape" || (this.#tool === "draw" && shiftKey);
    if (button !== 0 || !isFreehand) return false;
    const [x = 0, y = 0] = event.pixel;
    this.#freehand = { points: [pointOf(event)], from: [x, y] };
    return true;
  }

  override handleDragEvent(event: MapBrowserEvent): void {
    this.#freehand?.points.push(pointOf(event));
    this.#draw();
  }

  override handleUpEvent(event: MapBrowserEvent): boolean {
    const freehand = this.#freehand;
    this.#freehand = null;
    if (freehand === null) return false;
    const [x = 0, y = 0] = event.pixel;
    const slip = Math.hypot(x - freehand.from[0], y - freehand.from[1]);
    if (freehand.points.length < 3 && slip <= SLIP_PX) return false;
    freehand.points.push(pointOf(event));
    this.#append(simplifyPolyline(freehand.points, THINNED_PX * this.#resolution()));
    if (this.#tool !== "reshape") return false;
    // One stroke mends: nothing is left to confirm.
    this.#commit(this.#pieces.flat().filter(isNew));
    this.abort();
    return false;
  }

  override handleMoveEvent(event: MapBrowserEvent): void {
    this.#cursor = pointOf(event);
    if (this.#tool === "livewire" && this.#pieces.length > 0) this.#follow();
    this.#draw();
  }

  override handleEvent(event: MapBrowserEvent): boolean {
    if (event.type === "click") this.#click(event);
    if (event.type === "dblclick") {
      // OpenLayers calls any two quick clicks a double one, wherever they are.
      if (this.#isSecondClick) this.finish();
      return false;
    }
    return super.handleEvent(event);
  }

  /** The second click of a double click sets no second point. */
  #click(event: MapBrowserEvent): void {
    const [x = 0, y = 0] = event.pixel;
    const last = this.#lastClick;
    const now = performance.now();
    this.#lastClick = { at: now, x, y };
    this.#isSecondClick =
      now - last.at < DOUBLE_CLICK_MILLISECONDS && Math.hypot(x - last.x, y - last.y) <= SLIP_PX;
    if (this.#isSecondClick && this.isDrawing) return;
    this.#cursor = pointOf(event);
    this.addPoint(pointOf(event));
  }
}

function pointOf(event: MapBrowserEvent): MapXY {
  const [x = 0, y = 0] = event.coordinate;
  return [x, y];
}

/** Two points on one place are one. */
function isNew([x, y]: MapXY, index: number, path: readonly MapXY[]): boolean {
  const before = path[index - 1];
  return before === undefined || before[0] !== x || before[1] !== y;
}

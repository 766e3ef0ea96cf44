// Where all panes look: one place, one scale, one pointer. Not in the page's stores: it changes with every move.
import type { Bounds } from "../../geo/coordinates.ts";

export type Place = {
  /** The pane's middle in the scene's pixels. */
  readonly x: number;
  readonly y: number;
  /** Screen pixels to a scene pixel; null until a pane has fitted the whole scene in. */
  readonly scale: number | null;
};

export type PlaceStore = ReturnType<typeof createPlaceStore>;

const [NEAREST, FARTHEST] = [64, 1e-3];

export function createPlaceStore([minX, minY, maxX, maxY]: Bounds) {
  const whole: Place = { x: (minX + maxX) / 2, y: (minY + maxY) / 2, scale: null };
  const listeners = new Set<() => void>();
  let place = whole;
  let pointer: readonly [x: number, y: number] | null = null;
  const tell = () => {
    for (const listener of listeners) listener();
  };
  const move = (next: Place) => {
    place = next;
    tell();
  };
  return {
    get: () => place,
    /** In the scene's pixels; null while no pane is pointed at. */
    pointer: () => pointer,
    point: (at: readonly [x: number, y: number] | null) => {
      pointer = at;
      tell();
    },
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    /** The whole scene in every pane. */
    fit: () => move(whole),
    /** The scale at which the whole fits into so many screen pixels. */
    scaleOf: (width: number, height: number) =>
      place.scale ?? Math.min(width / (maxX - minX), height / (maxY - minY)),
    /** `scale`: what it is now, where it was fitted. */
    pan: (dx: number, dy: number, scale: number) =>
      move({ x: place.x - dx / scale, y: place.y - dy / scale, scale }),
    /** Keeps the scene pixel `at` where it is on the screen. */
    zoom: (factor: number, scale: number, at: readonly [x: number, y: number]) => {
      const next = Math.min(NEAREST, Math.max(FARTHEST, scale * factor));
      const share = scale / next;
      const [x, y] = [at[0] + (place.x - at[0]) * share, at[1] + (place.y - at[1]) * share];
      move({ x, y, scale: next });
    },
  };
}

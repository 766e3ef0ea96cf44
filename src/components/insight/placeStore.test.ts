// Where linked panes look: fitting, zooming, moving.
import { expect, it, vi } from "vitest";
import { createPlaceStore } from "./placeStore.ts";

it("fits the whole scene in until somebody zooms, and again when asked to", () => {
  const place = createPlaceStore([0, 0, 400, 100]);
  expect(place.get()).toEqual({ x: 200, y: 50, scale: null });
  // The tighter side decides, in panes of any size.
  expect(place.scaleOf(200, 200)).toBe(0.5);
  expect(place.scaleOf(4000, 200)).toBe(2);
  place.zoom(2, 0.5, [200, 50]);
  expect(place.scaleOf(200, 200)).toBe(1);
  place.fit();
  expect(place.scaleOf(200, 200)).toBe(0.5);
});

it("zooms around a place that stays where it is on the screen, within bounds", () => {
  const place = createPlaceStore([0, 0, 400, 100]);
  const onScreen = (scale: number) => (300 - place.get().x) * scale;
  const before = onScreen(0.5);
  place.zoom(3, 0.5, [300, 20]);
  expect(place.get().scale).toBe(1.5);
  expect(onScreen(1.5)).toBeCloseTo(before, 9);
  place.zoom(1e9, 1.5, [300, 20]);
  expect(place.get().scale).toBe(64);
  expect(onScreen(64)).toBeCloseTo(before, 9);
  place.zoom(1e-9, 64, [300, 20]);
  expect(place.get().scale).toBe(1e-3);
});

it("moves against the drag, by screen pixels, and keeps the scale that was fitted", () => {
  const place = createPlaceStore([0, 0, 400, 100]);
  place.pan(30, -10, 0.5);
  expect(place.get()).toEqual({ x: 140, y: 70, scale: 0.5 });
});

it("tells every pane of moves and of the pointer until it stops listening", () => {
  const place = createPlaceStore([0, 0, 4, 4]);
  const [one, other] = [vi.fn(), vi.fn()];
  const stop = place.subscribe(one);
  place.subscribe(other);
  place.point([1, 2]);
  expect(place.pointer()).toEqual([1, 2]);
  stop();
  place.point(null);
  place.pan(1, 1, 1);
  expect(place.pointer()).toBeNull();
  expect([one.mock.calls.length, other.mock.calls.length]).toEqual([1, 3]);
});

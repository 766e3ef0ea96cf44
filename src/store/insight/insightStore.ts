// What "Inside the network" looks at, and the results at hand: large arrays that no store may hold, and no more of them than fit.
import { createStore } from "zustand/vanilla";
import type { MapXY } from "../../geo/coordinates.ts";
import type { InferenceCalls } from "../../workers/protocol.ts";
import type { Failure } from "../jobsStore.ts";
import { type InsightChoice, plain } from "./variants.ts";

export type Inspected = InferenceCalls["inspect"]["response"];
export type ScoredBand = InferenceCalls["scoreBand"]["response"];

/** A front that somebody knows, read from a mask. */
export type MaskTruth = {
  readonly id: string;
  readonly sceneId: string;
  readonly fileName: string;
  /** In the scene's map coordinates. */
  readonly lines: readonly (readonly MapXY[])[];
};

export type InsightState = {
  readonly isOpen: boolean;
  readonly choice: InsightChoice;
  /** Nothing more is made until it is asked for. */
  readonly isStopped: boolean;
  /** Which results are at hand: another object with every change. */
  readonly held: object;
  /** Why a variant could not be made, by its key. */
  readonly failures: Readonly<Record<string, Failure>>;
  /** The epoch that the slider is on; null for the last. */
  readonly shownModelId: string | null;
  /** Of `knownFronts`; null for the first there is. */
  readonly truthId: string | null;
  readonly masks: readonly MaskTruth[];
};

export type Insights = ReturnType<typeof createInsights>;

/** A hundred results of 256 pixels a side; one of 512 takes 7 MB. */
const MOST_BYTES = 192 * 2 ** 20;

export function createInsights(mostBytes = MOST_BYTES) {
  const results = new Map<string, Inspected>();
  const scored = new Map<string, ScoredBand>();
  let bytes = 0;
  const store = createStore<InsightState>()(() => ({
    isOpen: false,
    choice: { tab: "compare", runId: null, compared: [], ablation: plain("") },
    isStopped: false,
    held: {},
    failures: {},
    shownModelId: null,
    truthId: null,
    masks: [],
  }));
  const tell = () => store.setState({ held: {} });
  const set = (change: Partial<InsightState>) => store.setState(change);
  return {
    getState: store.getState,
    subscribe: store.subscribe,
    set,
    /** A new choice is made at once, also after a stop. */
    choose: (change: Partial<InsightChoice>) =>
      set({ choice: { ...store.getState().choice, ...change }, isStopped: false, failures: {} }),
    get: (key: string): Inspected | undefined => results.get(key),
    /** What was made first gives way first, but for those to `keep`. */
    put: (key: string, result: Inspected, keep: readonly string[] = []) => {
      bytes -= bytesOf(results.get(key));
      results.delete(key);
      results.set(key, result);
      bytes += bytesOf(result);
      for (const [other, old] of results) {
        if (bytes <= mostBytes) break;
        if (other === key || keep.includes(other)) continue;
        results.delete(other);
        bytes -= bytesOf(old);
      }
      tell();
    },
    getScores: (key: string) => scored.get(key),
    putScores: (key: string, scores: ScoredBand) => {
      // One label serves all networks on its grid.
      const alike = [...scored.values()].find(({ label }) => isSame(label, scores.label));
      scored.set(key, { ...scores, label: alike?.label ?? scores.label });
      for (const other of scored.keys()) if (scored.size > MOST_SCORED) scored.delete(other);
      tell();
    },
    /** Fronts may have changed since. */
    forgetScores: () => scored.clear(),
    /** Frees all results, and the masks of scenes that are gone. */
    clear: (isGone: (sceneId: string) => boolean) => {
      results.clear();
      scored.clear();
      bytes = 0;
      const masks = store.getState().masks.filter(({ sceneId }) => !isGone(sceneId));
      set({ masks, failures: {}, held: {} });
    },
    bytes: () => bytes,
  };
}

const MOST_SCORED = 200;

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((value, i) => value === other[i]);
}

function bytesOf(result: Inspected | undefined): number {
  if (result === undefined) return 0;
  const { band, input, maps, valid } = result;
  const arrays = [band, input, valid, ...maps.map(({ values }) => values)];
  return arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
}

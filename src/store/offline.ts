// Work without a connection: the service worker, what it keeps and how large that is, and new versions.
import { createStore } from "zustand/vanilla";
import {
  CACHE_PREFIX,
  OFFLINE_LIST,
  type OfflineFile,
  TAKE_OVER,
} from "../workers/offlineFiles.ts";

export type OfflineGroup = {
  /** "app", "gdal", "engine", "demo", or "models/NAME". */
  readonly name: string;
  readonly bytes: number;
  readonly keptBytes: number;
};

export type OfflineState = {
  /** "unavailable": the browser has no service workers, or the page is not served securely. */
  readonly kind: "unavailable" | "starting" | "ready";
  readonly groups: readonly OfflineGroup[];
  /** Another version of the app lies ready. */
  readonly hasUpdate: boolean;
  /** The group that is being fetched; null when none. */
  readonly fetching: string | null;
  /** Why the last fetch ended early, in the browser's words; null when it did not. */
  readonly failure: string | null;
};

export type OfflineStore = ReturnType<typeof createOfflineStore>;

/** `beforeReload` resolves when everything done is on the disk. */
export function createOfflineStore(baseUrl: string, beforeReload: () => Promise<void>) {
  const store = createStore<OfflineState>()(() => ({
    kind: "unavailable",
    groups: [],
    hasUpdate: false,
    fetching: null,
    failure: null,
  }));
  const set = (change: Partial<OfflineState>) => store.setState(change);
  const urlOf = (path: string) => new URL(path, baseUrl).href;
  let waiting: ServiceWorker | null = null;

  async function start(): Promise<void> {
    const { serviceWorker } = navigator;
    if (serviceWorker === undefined) return;
    set({ kind: "starting" });
    try {
      const registration = await serviceWorker.register(urlOf("service-worker.js"), {
        type: "module",
      });
      watch(registration);
      await serviceWorker.ready;
      set({ kind: "ready" });
      await measure();
    } catch {
      set({ kind: "unavailable" });
    }
  }

  /** A worker that has installed while another is in charge is a new version. */
  function watch(registration: ServiceWorkerRegistration): void {
    const offer = (worker: ServiceWorker | null) => {
      if (worker === null || navigator.serviceWorker.controller === null) return;
      waiting = worker;
      set({ hasUpdate: true });
    };
    offer(registration.waiting);
    registration.addEventListener("updatefound", () => {
      const { installing } = registration;
      installing?.addEventListener("statechange", () => {
        if (installing.state === "installed") offer(installing);
      });
    });
  }

  async function openCache(): Promise<Cache | null> {
    const name = (await caches.keys()).find((key) => key.startsWith(CACHE_PREFIX));
    return name === undefined ? null : caches.open(name);
  }

  async function files(cache: Cache): Promise<readonly OfflineFile[]> {
    return (await (await cache.match(urlOf(OFFLINE_LIST)))?.json()) ?? [];
  }

  async function measure(): Promise<void> {
    const cache = await openCache();
    if (cache === null) return;
    const kept = new Set((await cache.keys()).map(({ url }) => url));
    const groups = new Map<string, OfflineGroup>();
    for (const { path, bytes, group } of await files(cache)) {
      const known = groups.get(group) ?? { name: group, bytes: 0, keptBytes: 0 };
      const keptBytes = known.keptBytes + (kept.has(urlOf(path)) ? bytes : 0);
      groups.set(group, { name: group, bytes: known.bytes + bytes, keptBytes });
    }
    set({ groups: [...groups.values()] });
  }

  /** Fetches what of the group is not kept yet, file by file. */
  async function keep(name: string): Promise<void> {
    const cache = await openCache();
    if (cache === null || store.getState().fetching !== null) return;
    set({ fetching: name, failure: null });
    try {
      for (const { path, group } of await files(cache)) {
        if (group !== name || (await cache.match(urlOf(path))) !== undefined) continue;
        await cache.add(urlOf(path));
        await measure();
      }
    } catch (error) {
      set({ failure: String(error) });
    } finally {
      set({ fetching: null });
      await measure();
    }
  }

  return {
    getState: store.getState,
    subscribe: store.subscribe,
    start,
    measure,
    keep,
    /** Reloads the page with the new version, once everything done is on the disk. */
    takeUpdate: async () => {
      if (waiting === null) return;
      await beforeReload();
      navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
      waiting.postMessage(TAKE_OVER);
    },
  };
}

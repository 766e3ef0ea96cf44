// Keeps the predicted maps over a reload, in a database of their own: what can be predicted again must never stand in
// the way of edits, which cannot. Every failure here only means that maps are not at hand.
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { bytesOf, mapsOf, type PredictedMaps } from "../rasterRegistry.ts";

/** Of which prediction they are: maps of other weights or of another band would lie. */
export type MapsKey = {
  readonly projectId: string;
  readonly sceneId: string;
  readonly weightsSha256: string;
  readonly band: number;
};

type Entry = MapsKey & {
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
};

interface Schema extends DBSchema {
  entries: { key: [string, string]; value: Entry };
  maps: {
    key: [string, string];
    value: { readonly projectId: string; readonly sceneId: string; readonly maps: PredictedMaps };
  };
}

const STORES = ["entries", "maps"] as const;
const MOST_BYTES = 256 * 2 ** 20;
/** The rest of what the browser grants is for edits. */
const MOST_SHARE01 = 0.5;

export type KeptMaps = ReturnType<typeof createKeptMaps>;

type Options = {
  readonly name: string;
  /** What the browser grants and what is used of it, bytes; null where it does not say. */
  readonly estimate: () => Promise<{ readonly usage: number; readonly quota: number } | null>;
  readonly mostBytes?: number;
};

export function createKeptMaps({ name, estimate, mostBytes = MOST_BYTES }: Options) {
  let opening: Promise<IDBPDatabase<Schema> | null> | null = null;

  function database(): Promise<IDBPDatabase<Schema> | null> {
    opening ??= openDB<Schema>(name, 1, {
      upgrade(db) {
        for (const store of STORES)
          db.createObjectStore(store, { keyPath: ["projectId", "sceneId"] });
      },
    }).catch(() => null);
    return opening;
  }

  async function remove(entries: readonly Entry[]): Promise<void> {
    const db = await database();
    if (db === null || entries.length === 0) return;
    const transaction = db.transaction(STORES, "readwrite");
    await Promise.all([
      ...entries.flatMap(({ projectId, sceneId }) =>
        STORES.map((store) => transaction.objectStore(store).delete([projectId, sceneId])),
      ),
      transaction.done,
    ]);
  }

  async function removeWhere(isMeant: (entry: Entry) => boolean): Promise<void> {
    const entries = (await (await database())?.getAll("entries")) ?? [];
    await remove(entries.filter(isMeant));
  }

  /** The oldest give way until `bytes` more have room; whether they have. */
  async function makeRoom(bytes: number): Promise<boolean> {
    const entries = (await (await database())?.getAll("entries")) ?? [];
    const oldestFirst = entries.toSorted((a, b) => a.at - b.at);
    let kept = entries.reduce((sum, entry) => sum + entry.bytes, 0);
    const gone: Entry[] = [];
    while (kept + bytes > mostBytes) {
      const oldest = oldestFirst.shift();
      if (oldest === undefined) return false;
      gone.push(oldest);
      kept -= oldest.bytes;
    }
    await remove(gone);
    const storage = await estimate();
    return storage === null || storage.usage + bytes <= MOST_SHARE01 * storage.quota;
  }

  const quietly = <Args extends readonly unknown[]>(work: (...args: Args) => Promise<void>) => {
    return (...args: Args): Promise<void> => work(...args).catch(() => undefined);
  };

  return {
    keep: quietly(async (key: MapsKey, prediction: PredictedMaps) => {
      const held = mapsOf(prediction);
      const { projectId, sceneId } = key;
      // What was there is of an older prediction, whether or not the new one has room.
      await removeWhere((entry) => entry.projectId === projectId && entry.sceneId === sceneId);
      const bytes = bytesOf(held);
      const db = await database();
      if (db === null || !(await makeRoom(bytes))) return;
      const transaction = db.transaction(STORES, "readwrite");
      await Promise.all([
        transaction.objectStore("entries").put({ ...key, bytes, at: Date.now() }),
        transaction.objectStore("maps").put({ projectId, sceneId, maps: held }),
        transaction.done,
      ]);
    }),
    /** Null where there are none of this very prediction. */
    find: async ({
      projectId,
      sceneId,
      weightsSha256,
      band,
    }: MapsKey): Promise<PredictedMaps | null> => {
      try {
        const db = await database();
        const entry = await db?.get("entries", [projectId, sceneId]);
        if (entry?.weightsSha256 !== weightsSha256 || entry.band !== band) return null;
        const kept = await db?.get("maps", [projectId, sceneId]);
        return kept === undefined ? null : withAll(kept.maps);
      } catch {
        return null;
      }
    },
    dropScene: quietly((projectId: string, sceneId: string) =>
      removeWhere((entry) => entry.projectId === projectId && entry.sceneId === sceneId),
    ),
    /** Forgets the maps of projects that are no more. */
    dropOtherThan: quietly((projectIds: readonly string[]) =>
      removeWhere((entry) => !projectIds.includes(entry.projectId)),
    ),
  };
}

/** What was kept before there were zones' probabilities and a spread has none. */
function withAll(
  kept: Partial<PredictedMaps> & Omit<PredictedMaps, "spread" | "zoneProbabilities">,
) {
  const { spread = null, zoneProbabilities = null } = kept;
  return { ...kept, spread, zoneProbabilities };
}

// The user's own list of glaciers. Kept in this browser; nothing is fetched.
import { createStore } from "zustand/vanilla";
import type { LonLat } from "../geo/coordinates.ts";
import type { Place } from "../scene/readPlaces.ts";

export type Glacier = { readonly id: string; readonly name: string; readonly at: LonLat };

export type GlacierList = { readonly fileName: string; readonly glaciers: readonly Glacier[] };

const KEY = "icefront.glaciers";
/** localStorage holds about 5 MB for the whole page; a longer list works until the page is closed. */
const MOST_KEPT_CHARACTERS = 1_500_000;

export function createGlacierListStore(storage: Storage | null) {
  const store = createStore<{ readonly list: GlacierList | null }>()(() => ({
    list: readKept(storage),
  }));
  return {
    getState: store.getState,
    subscribe: store.subscribe,
    set: (list: GlacierList | null) => {
      store.setState({ list });
      keep(storage, list);
    },
  };
}

function keep(storage: Storage | null, list: GlacierList | null): void {
  try {
    storage?.removeItem(KEY);
    const text = JSON.stringify(list);
    if (list !== null && text.length <= MOST_KEPT_CHARACTERS) storage?.setItem(KEY, text);
  } catch {
    // A full or forbidden storage costs only the memory of the list.
  }
}

function readKept(storage: Storage | null): GlacierList | null {
  try {
    const list = JSON.parse(storage?.getItem(KEY) ?? "null") as Partial<GlacierList> | null;
    const isSound =
      typeof list?.fileName === "string" &&
      Array.isArray(list.glaciers) &&
      list.glaciers.every(isGlacier);
    return isSound ? (list as GlacierList) : null;
  } catch {
    return null;
  }
}

function isGlacier(value: Partial<Glacier> | null): boolean {
  const isNamed = typeof value?.id === "string" && typeof value.name === "string";
  return isNamed && Array.isArray(value.at) && value.at.every(Number.isFinite);
}

const ID = /^(glacier[ _]?id|termpicksid?|gid|id|glims_?id|rgi_?id|fid)$/i;
const NAME = /^(name|glac_?name|glacier_?name|official(?:n|name)?|grnlndcn.*|refname)$/i;

/** Places without an id or a name are left out. */
export function glaciersOf(places: readonly Place[]): Glacier[] {
  return places.flatMap(({ at, attributes }) => {
    const read = (pattern: RegExp) => {
      const key = Object.keys(attributes).find((field) => pattern.test(field));
      return String((key === undefined ? null : attributes[key]) ?? "").trim();
    };
    const [id, name] = [read(ID).slice(0, 80), read(NAME).slice(0, 200)];
    return id === "" && name === "" ? [] : [{ id, name, at }];
  });
}

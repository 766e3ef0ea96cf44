// The user's own keys and the amounts of the editing tools, in localStorage. A broken entry counts as none.

/** By command; a command that is not named has the keys that it came with. */
export type KeyBindings = Readonly<Record<string, readonly string[]>>;

/** In metres; in map units for scenes without CRS. */
export type EditingAmounts = {
  readonly smooth: number;
  readonly simplify: number;
  readonly snap: number;
};

export type RememberedEditing = {
  readonly keyBindings: KeyBindings;
  readonly amounts: EditingAmounts;
};

const KEY = "icefront.editing";
const FRESH: RememberedEditing = {
  keyBindings: {},
  amounts: { smooth: 100, simplify: 20, snap: 200 },
};

export function readEditing(storage: Storage | null): RememberedEditing {
  try {
    const stored: unknown = JSON.parse(storage?.getItem(KEY) ?? "null");
    if (typeof stored !== "object" || stored === null) return FRESH;
    const { keyBindings, amounts } = stored as Record<string, unknown>;
    return { keyBindings: readBindings(keyBindings), amounts: readAmounts(amounts) };
  } catch {
    return FRESH;
  }
}

function readBindings(stored: unknown): KeyBindings {
  if (typeof stored !== "object" || stored === null) return {};
  const isKeys = (keys: unknown): keys is string[] =>
    Array.isArray(keys) && keys.every((key) => typeof key === "string");
  return Object.fromEntries(Object.entries(stored).filter(([, keys]) => isKeys(keys)));
}

function readAmounts(stored: unknown): EditingAmounts {
  const given: Record<string, unknown> =
    typeof stored === "object" && stored !== null ? { ...stored } : {};
  const amount = (name: keyof EditingAmounts) => {
    const value = given[name];
    return typeof value === "number" && value > 0 && value < 1e6 ? value : FRESH.amounts[name];
  };
  return { smooth: amount("smooth"), simplify: amount("simplify"), snap: amount("snap") };
}

export function writeEditing(
  storage: Storage | null,
  { keyBindings, amounts }: RememberedEditing,
): void {
  try {
    storage?.setItem(KEY, JSON.stringify({ keyBindings, amounts }));
  } catch {
    // A full or forbidden storage costs only the memory of tastes.
  }
}

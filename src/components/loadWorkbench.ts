// The code of the workbench and of its map, side by side: the second is asked for by the first only once that is shown.

/** Rejects where it cannot be fetched. */
export function loadWorkbench() {
  const map = import("../map/createMap.ts");
  // Who shows the map tells of the failure.
  map.catch(() => undefined);
  return import("./Workbench.tsx");
}

/** Before there is something to show, as soon as a file is likely to come. */
export function loadWorkbenchEarly(): void {
  loadWorkbench().catch(() => undefined);
}

// The browser asks before the page goes while work of a hand is neither in its storage nor in a file.
import { useEffect } from "react";
import { useShell } from "./AppContext.ts";

export function useLeaveQuestion(): void {
  const { documentStore, map, projectStore } = useShell();
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      const { kind } = projectStore.getState().save;
      const isKept = kind === "saved" || kind === "read-only" || kind === "nothing";
      const isLost = !isKept && documentStore.hasUnsavedHandWork();
      // A line under way is in no document yet.
      if (isLost || map.current?.isDrawing()) event.preventDefault();
    };
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [documentStore, map, projectStore]);
}

// The browser asks before the page goes while fronts set by hand are in no file yet.
import { useEffect } from "react";
import { useApp } from "./AppContext.ts";

export function useLeaveQuestion(): void {
  const { documentStore } = useApp();
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (documentStore.hasUnsavedHandWork()) event.preventDefault();
    };
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [documentStore]);
}

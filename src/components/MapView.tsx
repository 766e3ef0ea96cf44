// The map's place on the page; its code loads when the first scene opens.
import { useEffect, useRef, useState } from "react";
import { useApp } from "./AppContext.ts";
import { connectMap, mapCallbacks } from "./connectMap.ts";

export function MapView() {
  const app = useApp();
  const ref = useRef<HTMLDivElement>(null);
  const [isReady, setIsReady] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    const target = ref.current;
    if (target === null) return;
    let isGone = false;
    let release: (() => void) | undefined;
    import("../map/createMap.ts").then(
      ({ createMap }) => {
        if (isGone) return;
        const map = createMap(target, mapCallbacks(app));
        const disconnect = connectMap(map, app);
        app.map.current = map;
        setIsReady(true);
        release = () => {
          app.map.current = null;
          disconnect();
          map.dispose();
        };
      },
      (error: unknown) => setFailure(String(error)),
    );
    return () => {
      isGone = true;
      release?.();
    };
  }, [app]);
  return (
    <>
      {/* biome-ignore-start lint/a11y/noNoninteractiveTabindex: keys move the map and edit its fronts */}
      <div
        ref={ref}
        className="map"
        role="application"
        aria-label="Map of the scene"
        aria-busy={!isReady}
        tabIndex={0}
      />
      {/* biome-ignore-end lint/a11y/noNoninteractiveTabindex: keys move the map and edit its fronts */}
      {failure !== null && (
        <p className="map-failure" role="alert">
          The map could not be loaded. Reload the page when the connection is back. {failure}
        </p>
      )}
    </>
  );
}

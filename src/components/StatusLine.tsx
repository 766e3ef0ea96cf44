// Cursor and scale of the map, backend, the last message, and what the page keeps and sends.
import { lazy, Suspense, useEffect, useState } from "react";
import type { JobState } from "../store/jobsStore.ts";
import { useShell, useStore } from "./AppContext.ts";
import { useActiveScene } from "./useActiveScene.ts";

const MapReading = lazy(async () => ({ default: (await import("./MapReading.tsx")).MapReading }));

type Props = { readonly onPrivacy: () => void; readonly onOffline: () => void };

export function StatusLine({ onPrivacy, onOffline }: Props) {
  const { jobsStore, offlineStore, scenesStore, viewStore } = useShell();
  const open = useActiveScene();
  const backend = useStore(scenesStore, (state) => state.backend);
  const hasUpdate = useStore(offlineStore, (state) => state.hasUpdate);
  const isOfflineReady = useStore(offlineStore, (state) => state.kind === "ready");
  const notice = useStore(viewStore, (view) => view.notice);
  const noticeAt = useStore(viewStore, (view) => view.noticeAt);
  const jobs = useStore(jobsStore, (state) => state);
  const latest = Object.values(jobs)
    .filter((job) => job.kind === "done")
    .reduce((last, job) => (job.finishedAt > last.finishedAt ? job : last), NOTHING_DONE);
  const isNotice = notice !== null && noticeAt >= latest.finishedAt;
  const isFresh = useFresh(isNotice ? noticeAt : latest.finishedAt);
  const message = isNotice ? notice : latest.summary;
  return (
    <footer className="status-line">
      {open !== undefined && (
        <Suspense fallback={null}>
          <MapReading />
        </Suspense>
      )}
      <output className="message">{isFresh && message}</output>
      {backend !== null && (
        <span title={backend.webgpuReason ?? undefined}>
          {backend.backend === "webgpu" ? "WebGPU" : `wasm, ${threads(backend.threads)}`}
        </span>
      )}
      {hasUpdate && (
        <button
          type="button"
          className="button small"
          title="Reloads the page; everything done is saved before"
          onClick={() => void offlineStore.takeUpdate()}
        >
          Use the new version
        </button>
      )}
      {isOfflineReady && (
        <button type="button" className="link" onClick={onOffline}>
          Works offline
        </button>
      )}
      <button type="button" className="link" onClick={onPrivacy}>
        What leaves this computer: nothing by itself
      </button>
    </footer>
  );
}

/** What was said long ago is about something else than what is seen now. */
const FRESH_MILLISECONDS = 30_000;

function useFresh(saidAt: number): boolean {
  const [staleAt, setStaleAt] = useState(0);
  useEffect(() => {
    const timer = setTimeout(() => setStaleAt(saidAt), saidAt + FRESH_MILLISECONDS - Date.now());
    return () => clearTimeout(timer);
  }, [saidAt]);
  return saidAt > staleAt;
}

const NOTHING_DONE = { kind: "done", summary: "", finishedAt: 0 } as const satisfies JobState;

const threads = (count: number) => `${count} ${count === 1 ? "thread" : "threads"}`;

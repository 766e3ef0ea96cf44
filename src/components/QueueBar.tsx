// Predicting all scenes of the queue: begin, pause, go on, cancel, and what failed.
import type { QueueEntry } from "../store/queueOrder.ts";
import { useApp, useStore } from "./AppContext.ts";
import { errorText } from "./errorText.ts";

export function QueueBar({ entries }: { readonly entries: readonly QueueEntry[] }) {
  const { actions, scenesStore } = useApp();
  const files = useStore(scenesStore, (scenes) => scenes.waiting);
  const state = useStore(actions.queue, (queue) => queue.state);
  const waiting = entries.filter(({ open }) => open.prediction === null);
  const ids = [...waiting.map(({ open }) => open.scene.id), ...files.map(({ id }) => id)];
  const begin =
    ids.length < 2 ? null : (
      <button type="button" className="button small" onClick={() => void actions.queue.start(ids)}>
        Predict all {ids.length} that wait
      </button>
    );
  if (state.kind === "idle") return begin;
  return (
    <div className="queue-bar">
      {state.kind === "done" ? (
        <>
          <output>
            {state.total - state.failures.length} of {state.total} scenes predicted.
          </output>
          <div className="dialog-actions">
            {begin}
            <button type="button" className="button small" onClick={actions.queue.dismiss}>
              Close
            </button>
          </div>
        </>
      ) : (
        <>
          <output>
            {state.kind === "paused" ? "Paused" : "Predicting"}, {state.done} of {state.total} done
          </output>
          <progress value={state.done} max={state.total} aria-label="Scenes predicted" />
          <div className="dialog-actions">
            {state.kind === "paused" ? (
              <button
                type="button"
                className="button small"
                onClick={() => void actions.queue.resume()}
              >
                Go on
              </button>
            ) : (
              <button type="button" className="button small" onClick={actions.queue.pause}>
                Pause
              </button>
            )}
            <button type="button" className="button small" onClick={actions.queue.cancel}>
              Cancel the queue
            </button>
          </div>
        </>
      )}
      {state.failures.map(({ subject, code, message }) => (
        <p key={subject} className="quiet" role="alert" title={message}>
          {subject}: {errorText[code]}
        </p>
      ))}
    </div>
  );
}

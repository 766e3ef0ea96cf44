// Files that are listed and not opened yet: a click opens one and shows it.
import { useApp, useStore } from "./AppContext.ts";
import { FileName } from "./FileName.tsx";

/** So many rows are drawn; the others are counted. */
const MOST_ROWS = 200;

export function WaitingFiles() {
  const { actions, scenesStore } = useApp();
  const waiting = useStore(scenesStore, (state) => state.waiting);
  if (waiting.length === 0) return null;
  const more = waiting.length - MOST_ROWS;
  return (
    <section aria-label="Files not opened yet">
      <p className="quiet">
        {waiting.length} {waiting.length === 1 ? "file is" : "files are"} not opened yet.{" "}
        <button type="button" className="link" onClick={scenesStore.stopWaiting}>
          Leave them out
        </button>
      </p>
      <ul className="list">
        {waiting.slice(0, MOST_ROWS).map(({ id, fileName }) => (
          <li key={id} className="scene-item">
            <button type="button" className="row" onClick={() => void actions.showWaiting(id)}>
              <FileName name={fileName} />
              <span className="quiet">not opened yet</span>
            </button>
          </li>
        ))}
      </ul>
      {more > 0 && <p className="quiet">and {more} more.</p>}
    </section>
  );
}

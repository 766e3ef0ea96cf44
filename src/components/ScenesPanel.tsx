// The queue of scenes: which one is in view, what has been done and decided on each, and how far the whole is.
import { isUntouched } from "../annotation/document.ts";
import type { ReviewState } from "../annotation/label.ts";
import { type QueueEntry, queueOf, reviewedCount } from "../store/queueOrder.ts";
import { QUEUE_ORDERS, type QueueOrder } from "../store/rememberedView.ts";
import { useApp, useStore } from "./AppContext.ts";
import { DemoButton } from "./DemoButton.tsx";
import { FileButton } from "./FileButton.tsx";
import { FileName } from "./FileName.tsx";
import { FolderButton } from "./FolderButton.tsx";
import { Icon, type IconName } from "./Icon.tsx";
import { IconButton } from "./IconButton.tsx";
import { QueueBar } from "./QueueBar.tsx";
import { Section } from "./Section.tsx";
import { WaitingFiles } from "./WaitingFiles.tsx";

const ORDER_NAMES: Readonly<Record<QueueOrder, string>> = {
  added: "as added",
  date: "by date",
  doubt: "most doubtful first",
  state: "by state",
};

export function ScenesPanel({ onAddress }: { readonly onAddress: () => void }) {
  const { documentStore, projectStore, scenesStore, viewStore } = useApp();
  const scenes = useStore(scenesStore, (state) => state.scenes);
  const document = useStore(documentStore, ({ history }) => history.present.document);
  const order = useStore(viewStore, (view) => view.queueOrder);
  const askable = useStore(projectStore, (state) => state.askableFiles);
  const entries = queueOf(scenes, document, order);
  return (
    <Section name="scenes" title="Scenes" aside={<FileButton label="Add scenes" isSmall />}>
      {entries.length > 1 && (
        <div className="queue-head">
          <label>
            <span className="heard">Order of the scenes</span>
            <select
              value={order}
              onChange={({ target }) =>
                viewStore.set({
                  queueOrder: QUEUE_ORDERS.find((one) => one === target.value) ?? "added",
                })
              }
            >
              {QUEUE_ORDERS.map((one) => (
                <option key={one} value={one}>
                  {ORDER_NAMES[one]}
                </option>
              ))}
            </select>
          </label>
          <Progress entries={entries} />
        </div>
      )}
      <QueueBar entries={entries} />
      {askable > 0 && <AskForFiles count={askable} />}
      <ul className="list">
        {entries.map((entry) => (
          <SceneItem key={entry.open.scene.id} entry={entry} />
        ))}
      </ul>
      <FolderButton className="button small" />
      <WaitingFiles />
      <button type="button" className="button small" onClick={onAddress}>
        Open from an address…
      </button>
      {!scenes.some(({ scene }) => scene.simulated) && <DemoButton className="button small" />}
    </Section>
  );
}

function Progress({ entries }: { readonly entries: readonly QueueEntry[] }) {
  const reviewed = reviewedCount(entries);
  const text = `${reviewed} of ${entries.length} reviewed`;
  return (
    <span className="queue-progress">
      <progress value={reviewed} max={entries.length} aria-label="Scenes reviewed" /> {text}
    </span>
  );
}

function AskForFiles({ count }: { readonly count: number }) {
  const { actions } = useApp();
  return (
    <button
      type="button"
      className="button small primary"
      title="The browser asks before this page may read the files again"
      onClick={() => void actions.relink(true)}
    >
      Open {count === 1 ? "the image" : `${count} images`} again
    </button>
  );
}

const REVIEW_SIGNS: Readonly<Record<ReviewState, { icon: IconName; text: string } | null>> = {
  unreviewed: null,
  accepted: { icon: "check", text: "accepted" },
  rejected: { icon: "close", text: "rejected" },
  "needs-review": { icon: "warning", text: "needs review" },
};

function SceneItem({ entry }: { readonly entry: QueueEntry }) {
  const { actions, viewStore } = useApp();
  const { open, fronts, review, date, isSaid } = entry;
  const { scene, prediction, link } = open;
  const isActive = useStore(viewStore, (view) => view.sceneId === scene.id);
  const byHand = fronts.filter((front) => !isUntouched(front)).length;
  const sign = REVIEW_SIGNS[review];
  const close = () => {
    const hand = byHand === 0 ? "" : ` ${byHand} ${byHand === 1 ? "front" : "fronts"} set by hand`;
    const said = isSaid ? `${hand === "" ? " What" : " and what"} was said of it` : "";
    const question = `Close ${scene.fileName}?${hand}${said} will go with it, and cannot be brought back.`;
    const isWork = byHand > 0 || isSaid;
    if (!isWork || confirm(question)) void actions.closeScene(scene.id);
  };
  return (
    <li className="scene-item" data-active={isActive} data-review={review}>
      <button
        type="button"
        className="row"
        aria-current={isActive}
        onClick={() => viewStore.showScene(scene.id)}
      >
        <FileName name={scene.fileName} />
        <span className="quiet">
          {[date, stateOf(fronts.length, prediction?.frontCount ?? null)]
            .filter((part) => part !== null)
            .join(" · ")}
          {sign !== null && (
            <span className="review-sign">
              {" · "}
              <Icon name={sign.icon} />
              {sign.text}
            </span>
          )}
        </span>
        {link === "missing" && <span className="quiet missing">image not at hand</span>}
      </button>
      <IconButton icon="close" label={`Close ${scene.fileName}`} onClick={close} />
      {isActive && <ReviewButtons review={review} />}
    </li>
  );
}

function ReviewButtons({ review }: { readonly review: ReviewState }) {
  const { sceneCommands } = useApp();
  return (
    <fieldset className="group review" aria-label="Review">
      <IconButton
        icon="check"
        label="Accept"
        shortcut="A"
        pressed={review === "accepted"}
        onClick={() => sceneCommands.review("accepted")}
      />
      <IconButton
        icon="close"
        label="Reject"
        shortcut="X"
        pressed={review === "rejected"}
        onClick={() => sceneCommands.review("rejected")}
      />
      <IconButton
        icon="warning"
        label="Needs review"
        shortcut="W"
        pressed={review === "needs-review"}
        onClick={() => sceneCommands.review("needs-review")}
      />
    </fieldset>
  );
}

/** `found`: fronts in the last prediction, which undo and deleting do not change; null before one. */
function stateOf(fronts: number, found: number | null): string {
  if (fronts > 0) return `${fronts} ${fronts === 1 ? "front" : "fronts"}`;
  if (found === null) return "not predicted";
  return found === 0 ? "no front found" : "no fronts";
}

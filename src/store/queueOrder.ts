// The scenes in the order in which they are worked on.
import { type AnnotationDocument, type Front, frontsOfScene } from "../annotation/document.ts";
import { labelOfScene } from "../annotation/edits/setSceneLabel.ts";
import { REVIEW_STATES, type ReviewState } from "../annotation/label.ts";
import type { QueueOrder } from "./rememberedView.ts";
import type { OpenScene } from "./scenesStore.ts";

export type QueueEntry = {
  readonly open: OpenScene;
  readonly fronts: readonly Front[];
  readonly review: ReviewState;
  /** Whether somebody said anything of the scene or decided on it. */
  readonly isSaid: boolean;
  /** ISO date, as said or as the file tells; null when not known. */
  readonly date: string | null;
  /** 1 minus the network's mean probability along its least probable front, 0..1; null without a predicted front. */
  readonly doubt01: number | null;
};

/** Dates ascend, doubt descends (where nothing was found comes first), unreviewed scenes lead; else as they were added. */
export function queueOf(
  scenes: readonly OpenScene[],
  document: AnnotationDocument,
  order: QueueOrder,
): readonly QueueEntry[] {
  const entries = scenes.map((open) => entryOf(open, document));
  if (order === "date") return entries.sort((a, b) => compare(a.date ?? "~", b.date ?? "~"));
  if (order === "doubt") return entries.sort((a, b) => doubtRank(b) - doubtRank(a));
  if (order === "state") return entries.sort((a, b) => stateRank(a) - stateRank(b));
  return entries;
}

function entryOf(open: OpenScene, document: AnnotationDocument): QueueEntry {
  const { id, acquisition } = open.scene;
  const fronts = frontsOfScene(document, id);
  const { review, date } = labelOfScene(document, id);
  const isSaid = document.sceneLabels.some(({ sceneId }) => sceneId === id);
  const probabilities = fronts.flatMap(({ meanProbability01 }) => meanProbability01 ?? []);
  return {
    open,
    fronts,
    review,
    isSaid,
    date: date ?? acquisition.date,
    doubt01: probabilities.length === 0 ? null : 1 - Math.min(...probabilities),
  };
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** A prediction that found no front is the most doubtful; a scene that nobody predicted the least. */
function doubtRank({ doubt01, open, fronts }: QueueEntry): number {
  if (open.prediction !== null && fronts.length === 0) return 2;
  return doubt01 ?? -1;
}

const STATE_ORDER: readonly ReviewState[] = ["needs-review", "unreviewed", "rejected", "accepted"];
const stateRank = ({ review }: QueueEntry) => STATE_ORDER.indexOf(review);

/** How many scenes have been decided on. */
export function reviewedCount(entries: readonly QueueEntry[]): number {
  const decided: readonly ReviewState[] = REVIEW_STATES.filter(
    (state) => state === "accepted" || state === "rejected",
  );
  return entries.filter(({ review }) => decided.includes(review)).length;
}

// Going through the queue of scenes: next, previous, and what one decides on each.
import { setSceneLabel } from "../annotation/edits/setSceneLabel.ts";
import type { ReviewState } from "../annotation/label.ts";
import type { Bounds } from "../geo/coordinates.ts";
import { windowOfArea } from "../scene/windowOfArea.ts";
import { areaWithin } from "./areaOfInterest.ts";
import type { DocumentStore } from "./documentStore.ts";
import { queueOf } from "./queueOrder.ts";
import type { ScenesStore } from "./scenesStore.ts";
import type { ViewStore } from "./viewStore.ts";

export type SceneCommands = ReturnType<typeof createSceneCommands>;

const REVIEW_LABELS: Readonly<Record<ReviewState, string>> = {
  unreviewed: "Take back the review",
  accepted: "Accept scene",
  rejected: "Reject scene",
  "needs-review": "Mark scene for review",
};

export function createSceneCommands(
  documentStore: DocumentStore,
  viewStore: ViewStore,
  scenesStore: ScenesStore,
) {
  const queue = () =>
    queueOf(
      scenesStore.getState().scenes,
      documentStore.committed(),
      viewStore.getState().queueOrder,
    );
  return {
    queue,
    /** To the next (+1) or previous (-1) scene of the queue, around its ends. */
    stepScene(by: 1 | -1): void {
      const scenes = queue().map(({ open }) => open.scene);
      const at = scenes.findIndex(({ id }) => id === viewStore.getState().sceneId);
      const next = scenes[(at + by + scenes.length) % Math.max(1, scenes.length)];
      if (next === undefined) return;
      viewStore.showScene(next.id);
      viewStore.set({
        notice: `${next.fileName}, ${scenes.indexOf(next) + 1} of ${scenes.length}.`,
      });
    },
    /** Where the next prediction looks; leaves the tool that draws areas. */
    chooseArea(area: Bounds): void {
      const open = scenesStore.find(viewStore.getState().sceneId);
      if (open === undefined) return;
      const within = areaWithin(open.scene, area);
      if (within === null) {
        viewStore.set({ notice: "The rectangle lies outside of the scene." });
        return;
      }
      const isWhole = windowOfArea(open.scene, within) === null;
      scenesStore.change(open.scene.id, { area: isWhole ? null : within });
      const what = isWhole ? "The whole scene" : "The dashed rectangle";
      const { tool } = viewStore.getState();
      viewStore.set({
        tool: tool === "area" ? "select" : tool,
        notice: `${what} is what the next prediction looks at.`,
      });
    },
    /** The same decision again takes it back. */
    review(decision: ReviewState): void {
      const { sceneId, author } = viewStore.getState();
      const entry = queue().find(({ open }) => open.scene.id === sceneId);
      if (entry === undefined) return;
      const review = entry.review === decision ? "unreviewed" : decision;
      const reviewer = review === "unreviewed" || author.trim() === "" ? null : author.trim();
      documentStore.commit(
        REVIEW_LABELS[review],
        setSceneLabel(entry.open.scene.id, { review, reviewer }),
      );
    },
  };
}

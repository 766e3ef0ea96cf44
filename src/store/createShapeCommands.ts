// What can be done to the course of the selected front beyond moving its vertices: each with a reason where it cannot.
import {
  type AnnotationDocument,
  type Edit,
  type Front,
  frontOfId,
  frontPath,
  frontsOfScene,
} from "../annotation/document.ts";
import { duplicateFront, whyNotDuplicateFront } from "../annotation/edits/duplicateFront.ts";
import { extendFront, type FrontEnd } from "../annotation/edits/extendFront.ts";
import { joinFronts, nearestToJoin, whyNotJoinFronts } from "../annotation/edits/joinFronts.ts";
import { reverseFront } from "../annotation/edits/reverseFront.ts";
import { revertToTraced, whyNotRevertToTraced } from "../annotation/edits/revertToTraced.ts";
import { setFrontLabel } from "../annotation/edits/setFrontLabel.ts";
import { setIceSide } from "../annotation/edits/setIceSide.ts";
import { simplifyFront, whyNotSimplifyFront } from "../annotation/edits/simplifyFront.ts";
import { smoothFront } from "../annotation/edits/smoothFront.ts";
import { snapFront, whyNotSnapFront } from "../annotation/edits/snapFront.ts";
import { splitFront, whyNotSplitFront } from "../annotation/edits/splitFront.ts";
import { type IceSide, otherSide } from "../annotation/iceSide.ts";
import { isPartial, PARTIAL_FLAG } from "../annotation/isPartial.ts";
import type { MapXY } from "../geo/coordinates.ts";
import { type Extension, extendLine } from "../geo/extendLine.ts";
import { metresPerMapUnit } from "../geo/projection.ts";
import { reprojector } from "../geo/reproject.ts";
import type { DocumentStore } from "./documentStore.ts";
import { neighboursOf } from "./neighbourScenes.ts";
import type { RasterRegistry } from "./rasterRegistry.ts";
import { rockOf } from "./rockOf.ts";
import type { OpenScene, ScenesStore } from "./scenesStore.ts";
import { zonesOf } from "./toldByZones.ts";
import type { ViewStore } from "./viewStore.ts";

export type ShapeParts = {
  readonly documentStore: DocumentStore;
  readonly viewStore: ViewStore;
  readonly scenesStore: ScenesStore;
  readonly rasters: RasterRegistry;
};

const NO_FRONT = "Select a front first.";

export function createShapeCommands({
  documentStore,
  viewStore,
  scenesStore,
  rasters,
}: ShapeParts) {
  const say = (notice: string | null) => viewStore.set({ notice });
  const committed = documentStore.committed;

  function selected(): { front: Front; open: OpenScene } | null {
    const front = frontOfId(committed(), viewStore.getState().frontId ?? "");
    const open = scenesStore.find(front?.sceneId ?? null);
    if (front !== undefined && open !== undefined) return { front, open };
    say(NO_FRONT);
    return null;
  }

  /** Vertex numbers change with the course, so none stays chosen. */
  function commit(label: string, edit: Edit, whyNot: string | null): boolean {
    const before = committed();
    if (whyNot === null) documentStore.commit(label, edit);
    const hasChanged = committed() !== before;
    if (hasChanged) viewStore.set({ vertexIndex: null, notice: null });
    else say(whyNot ?? "There is nothing to change.");
    return hasChanged;
  }

  function extend(): void {
    const found = selected();
    if (found === null) return;
    const { front, open } = found;
    const { vertexIndex } = viewStore.getState();
    const isNearStart = vertexIndex !== null && vertexIndex < front.vertices.length / 2;
    const ends: FrontEnd[] =
      vertexIndex === null ? ["start", "end"] : isNearStart ? ["start"] : ["end"];
    const isBlocked = rockOf(open.scene, rasters.get(open.scene.id));
    const reached = ends.flatMap((end) => {
      const path = frontPath(front);
      const towards = end === "start" ? path.toReversed() : path;
      const extension = extendLine(towards, { ...open.scene, isBlocked });
      return extension === null ? [] : [{ end, extension }];
    });
    const edit: Edit = (document) => {
      const longer = reached.reduce(
        (d, { end, extension }) => extendFront(front.id, end, extension.to)(d),
        document,
      );
      return noLongerPartial(front, longer, open);
    };
    const whyNot = reached.length === 0 ? "The front reaches the scene's edge already." : null;
    if (commit("Extend front", edit, whyNot))
      say(extended(reached.map(({ extension }) => extension)));
  }

  /** Takes back flag 04 where the front as it was stops short by the zones, and as it is now does not. */
  function noLongerPartial(front: Front, after: AnnotationDocument, { scene }: OpenScene) {
    const zones = zonesOf(scene, rasters.get(scene.id));
    const longer = frontOfId(after, front.id);
    if (zones === null || longer === undefined) return after;
    const isMended = isPartial(frontPath(front), zones) && !isPartial(frontPath(longer), zones);
    const flags = longer.label.flags.filter((flag) => flag !== PARTIAL_FLAG);
    return isMended ? setFrontLabel(front.id, { flags })(after) : after;
  }

  function duplicateFromPrevious(): void {
    const { sceneId } = viewStore.getState();
    const open = scenesStore.find(sceneId);
    if (open === undefined) return;
    const { previous } = neighboursOf(sceneId, scenesStore.getState().scenes, committed());
    if (previous === null) {
      say("No open scene has an earlier date.");
      return;
    }
    const reproject = reprojector(previous.scene.crs, open.scene.crs);
    const fronts = frontsOfScene(committed(), previous.scene.id);
    const copies = fronts
      .filter((front) => whyNotDuplicateFront(front, reproject) === null)
      .map((front) => ({ front, id: crypto.randomUUID() }));
    const edit: Edit = (document) =>
      copies.reduce(
        (d, { front, id }) => duplicateFront(front, id, open.scene.id, reproject)(d),
        document,
      );
    const whyNot = copies.length > 0 ? null : whyNotDuplicateFront(fronts[0], reproject);
    if (!commit("Duplicate from previous date", edit, whyNot)) return;
    viewStore.selectFront(copies[0]?.id ?? null);
    say(`Taken over from ${previous.date}: move it to where the front is now.`);
  }

  function chooseIceSide(side: IceSide | null): void {
    const found = selected();
    if (found === null) return;
    documentStore.commit("Set ice side", setIceSide(found.front.id, side));
    say(side === null ? "The side of the ice is not known now." : `Ice on the ${side}.`);
  }

  return {
    extend,
    duplicateFromPrevious,
    chooseIceSide,
    /** Onto the other side; onto the left where it was not known. */
    flipIceSide: () => {
      const found = selected();
      if (found !== null) chooseIceSide(otherSide(found.front.iceSide) ?? "left");
    },
    split: () => {
      const found = selected();
      if (found === null) return;
      const { front } = found;
      const at = viewStore.getState().vertexIndex;
      const why = whyNotSplitFront(committed(), front.id, at);
      commit("Split front", splitFront(front.id, at ?? 0, crypto.randomUUID()), why);
    },
    join: () => {
      const found = selected();
      if (found === null) return;
      const other = nearestToJoin(committed(), found.front.id);
      const why = whyNotJoinFronts(committed(), found.front.id, other);
      commit("Join fronts", joinFronts(found.front.id, other ?? ""), why);
    },
    smooth: () => {
      const found = selected();
      if (found === null) return;
      const { smooth } = viewStore.getState().amounts;
      commit("Smooth front", smoothFront(found.front.id, smooth, scaleOf(found)), null);
    },
    simplify: () => {
      const found = selected();
      if (found === null) return;
      const { simplify } = viewStore.getState().amounts;
      const scale = scaleOf(found);
      const { id, vertices } = found.front;
      const why = whyNotSimplifyFront(committed(), id, simplify, scale);
      if (!commit("Simplify front", simplifyFront(id, simplify, scale), why)) return;
      const left = frontOfId(committed(), id)?.vertices.length ?? 0;
      say(`${vertices.length - left} of ${vertices.length} vertices left out.`);
    },
    reverse: () => {
      const found = selected();
      if (found !== null && commit("Reverse front", reverseFront(found.front.id), null))
        say("The front runs the other way now.");
    },
    snap: () => {
      const found = selected();
      if (found === null) return;
      const { id, sceneId } = found.front;
      const others = frontsOfScene(committed(), sceneId)
        .map((front) => front.id)
        .filter((other) => other !== id);
      const { snap } = viewStore.getState().amounts;
      const scale = scaleOf(found);
      const why = whyNotSnapFront(committed(), id, others, snap, scale);
      commit("Snap front", snapFront(id, others, snap, scale), why);
    },
    revertToTraced: () => {
      const found = selected();
      if (found === null) return;
      const why = whyNotRevertToTraced(committed(), found.front.id);
      commit("Back to the traced line", revertToTraced(found.front.id), why);
    },
  };
}

/** Metres for one map unit near the front's middle; undefined without CRS, where map units count. */
function scaleOf({ front, open }: { front: Front; open: OpenScene }) {
  const at: MapXY | undefined = front.vertices[front.vertices.length >> 1]?.at;
  return (at && metresPerMapUnit(at, open.scene.crs)) ?? undefined;
}

function extended(extensions: readonly Extension[]): string {
  const met = extensions.map((extension) =>
    extension.met === "edge" ? "the scene's edge" : "rock",
  );
  return `Extended to ${[...new Set(met)].join(" and ")}.`;
}

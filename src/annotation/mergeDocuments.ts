// Two annotators' documents become one: what only one has is kept, and what both changed, or one deleted, is to decide.
import type { AnnotationDocument, Edit, Front } from "./document.ts";
import { labelOfScene } from "./edits/setSceneLabel.ts";
import type { History } from "./history.ts";
import { emptySceneLabel, type SceneLabel } from "./label.ts";

export type FrontConflict = { readonly mine: Front; readonly theirs: Front };
export type LabelConflict = { readonly mine: SceneLabel; readonly theirs: SceneLabel };

/** A front that one of us deleted and the other still has. */
export type DeletedFront = {
  /** As whoever has it has it now. */
  readonly front: Front;
  readonly deletedBy: "me" | "them";
  /** The step that took it away, as the undo history calls it. */
  readonly step: string;
  /** Whoever has it did nothing to it since: it is as the other deleted it. */
  readonly isUnchanged: boolean;
};

export type MergePlan = {
  /** Fronts that only they have, and that never were here. */
  readonly added: readonly Front[];
  /** What they say of scenes of which nothing is said here. */
  readonly labels: readonly SceneLabel[];
  readonly fronts: readonly FrontConflict[];
  readonly deleted: readonly DeletedFront[];
  readonly labelConflicts: readonly LabelConflict[];
  /** Mine that lack only the side of the ice, with the side that they know. */
  readonly sided: readonly Front[];
  /** Fronts that both have alike, but for a side of the ice that only one of them knows. */
  readonly same: number;
};

/** `both` keeps their front beside mine. */
export type FrontChoice = "mine" | "theirs" | "both";

/**
 * `sceneIdOf`: the id here of one of their scenes. Fronts are the same front when their ids are equal. A front that one
 * lacks was deleted there if that history has held it, and is new to it otherwise; what was undone counts as never done.
 */
export function planMerge(
  mine: History<AnnotationDocument>,
  theirs: History<AnnotationDocument>,
  sceneIdOf: (theirId: string) => string,
): MergePlan {
  const own = mine.present.document;
  const their = theirs.present.document;
  const placed = (front: Front): Front => ({ ...front, sceneId: sceneIdOf(front.sceneId) });
  const here = their.fronts.map(placed);
  const known = new Map(own.fronts.map((front) => [front.id, front]));
  const both = here.flatMap((front) => {
    const match = known.get(front.id);
    return match === undefined ? [] : [{ mine: match, theirs: front }];
  });
  const said = their.sceneLabels.map((label) => ({
    mine: labelOfScene(own, sceneIdOf(label.sceneId)),
    theirs: { ...label, sceneId: sceneIdOf(label.sceneId) },
  }));
  const fronts = both.filter((pair) => !isAlike(pair.mine, pair.theirs));
  const isUnsaid = (label: SceneLabel) => isEqual(label, emptySceneLabel(label.sceneId));
  const deleted = [
    ...deletedFrom(mine, here, "me"),
    ...deletedFrom(theirs, own.fronts, "them", placed),
  ];
  const gone = new Set(deleted.map(({ front }) => front.id));
  return {
    added: here.filter(({ id }) => !known.has(id) && !gone.has(id)),
    labels: said.filter((pair) => isUnsaid(pair.mine)).map((pair) => pair.theirs),
    sided: both.flatMap(({ mine: { iceSide, ...rest }, theirs: { iceSide: told, ...others } }) =>
      iceSide === null && told !== null && isEqual(rest, others)
        ? [{ ...rest, iceSide: told }]
        : [],
    ),
    fronts,
    deleted,
    labelConflicts: said.filter((pair) => !isUnsaid(pair.mine) && !isEqual(pair.mine, pair.theirs)),
    same: both.length - fronts.length,
  };
}

/** Of `others`, those that `history` held once and does not hold now. */
function deletedFrom(
  { past, present }: History<AnnotationDocument>,
  others: readonly Front[],
  deletedBy: DeletedFront["deletedBy"],
  placed: (front: Front) => Front = (front) => front,
): DeletedFront[] {
  const left = new Set(present.document.fronts.map(({ id }) => id));
  const line = [...past, present];
  const lastSeen = new Map<string, { readonly front: Front; readonly step: string }>();
  for (const [i, { document }] of past.entries())
    for (const front of document.fronts)
      lastSeen.set(front.id, { front, step: line[i + 1]?.label ?? "" });
  return others.flatMap((front) => {
    const seen = left.has(front.id) ? undefined : lastSeen.get(front.id);
    if (seen === undefined) return [];
    const isUnchanged = isAlike(front, placed(seen.front));
    return [{ front, deletedBy, step: seen.step, isUnchanged }];
  });
}

/** Equal with the side of the ice that either knows; where they contradict each other, they differ. */
function isAlike(one: Front, other: Front): boolean {
  return isEqual(
    { ...one, iceSide: one.iceSide ?? other.iceSide },
    { ...other, iceSide: other.iceSide ?? one.iceSide },
  );
}

/** Work is kept: a deletion counts only against a front that nobody worked on since. */
export function staysByDefault({ isUnchanged }: DeletedFront): boolean {
  return !isUnchanged;
}

export type MergeChoices = {
  /** By front id; mine where nothing is chosen. */
  readonly fronts: ReadonlyMap<string, FrontChoice>;
  /** Deleted fronts by id: whether the merged document has them; `staysByDefault` where nothing is chosen. */
  readonly stays: ReadonlyMap<string, boolean>;
  /** Scenes whose label is taken from them. */
  readonly theirLabels: ReadonlySet<string>;
  readonly newId: () => string;
};

/** One undoable edit. */
export function mergeFronts(plan: MergePlan, choices: MergeChoices): Edit {
  const { fronts, theirLabels, newId } = choices;
  const stays = (deleted: DeletedFront) =>
    choices.stays.get(deleted.front.id) ?? staysByDefault(deleted);
  return (document) => {
    const taken = plan.fronts
      .filter(({ mine }) => fronts.get(mine.id) === "theirs")
      .map((conflict) => conflict.theirs);
    const theirs = new Map([...taken, ...plan.sided].map((front) => [front.id, front]));
    const beside = plan.fronts
      .filter(({ mine }) => fronts.get(mine.id) === "both")
      .map((conflict) => ({ ...conflict.theirs, id: newId() }));
    const back = plan.deleted.filter((one) => one.deletedBy === "me" && stays(one));
    const gone = new Set(
      plan.deleted
        .filter((one) => one.deletedBy === "them" && !stays(one))
        .map(({ front }) => front.id),
    );
    const added = [...plan.added, ...back.map(({ front }) => front), ...beside];
    const labels = [
      ...plan.labels,
      ...plan.labelConflicts
        .filter(({ mine }) => theirLabels.has(mine.sceneId))
        .map((conflict) => conflict.theirs),
    ];
    if (added.length + theirs.size + gone.size + labels.length === 0) return document;
    const labelled = new Set(labels.map(({ sceneId }) => sceneId));
    return {
      fronts: [
        ...document.fronts
          .filter(({ id }) => !gone.has(id))
          .map((front) => theirs.get(front.id) ?? front),
        ...added,
      ],
      sceneLabels: [
        ...document.sceneLabels.filter(({ sceneId }) => !labelled.has(sceneId)),
        ...labels,
      ],
    };
  };
}

/** Plain data whose fields may stand in another order. */
function isEqual(some: unknown, other: unknown): boolean {
  if (some === other) return true;
  if (typeof some !== "object" || typeof other !== "object" || some === null || other === null)
    return false;
  const keys = Object.keys(some);
  return (
    keys.length === Object.keys(other).length &&
    keys.every(
      (key) =>
        Object.hasOwn(other, key) &&
        isEqual(some[key as keyof typeof some], other[key as keyof typeof other]),
    )
  );
}

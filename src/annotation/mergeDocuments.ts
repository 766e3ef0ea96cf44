// Two annotators' documents become one: what only one has is kept, what both have and differs is a conflict to decide.
import type { AnnotationDocument, Edit, Front } from "./document.ts";
import { labelOfScene } from "./edits/setSceneLabel.ts";
import { emptySceneLabel, type SceneLabel } from "./label.ts";

export type FrontConflict = { readonly mine: Front; readonly theirs: Front };
export type LabelConflict = { readonly mine: SceneLabel; readonly theirs: SceneLabel };

export type MergePlan = {
  /** Fronts that only they have. */
  readonly added: readonly Front[];
  /** What they say of scenes of which nothing is said here. */
  readonly labels: readonly SceneLabel[];
  readonly fronts: readonly FrontConflict[];
  readonly labelConflicts: readonly LabelConflict[];
  /** Mine that lack only the side of the ice, with the side that they know. */
  readonly sided: readonly Front[];
  /** Fronts that both have alike, but for a side of the ice that only one of them knows. */
  readonly same: number;
};

/** `both` keeps their front beside mine. */
export type FrontChoice = "mine" | "theirs" | "both";

/** `sceneIdOf`: the id here of one of their scenes. Fronts are the same front when their ids are equal. */
export function planMerge(
  mine: AnnotationDocument,
  theirs: AnnotationDocument,
  sceneIdOf: (theirId: string) => string,
): MergePlan {
  const known = new Map(mine.fronts.map((front) => [front.id, front]));
  const here = theirs.fronts.map((front) => ({ ...front, sceneId: sceneIdOf(front.sceneId) }));
  const both = here.flatMap((front) => {
    const own = known.get(front.id);
    return own === undefined ? [] : [{ mine: own, theirs: front }];
  });
  const said = theirs.sceneLabels.map((label) => ({
    mine: labelOfScene(mine, sceneIdOf(label.sceneId)),
    theirs: { ...label, sceneId: sceneIdOf(label.sceneId) },
  }));
  const fronts = both.filter((pair) => !isEqual(...asFarAsKnown(pair)));
  const isUnsaid = (label: SceneLabel) => isEqual(label, emptySceneLabel(label.sceneId));
  return {
    added: here.filter(({ id }) => !known.has(id)),
    labels: said.filter((pair) => isUnsaid(pair.mine)).map((pair) => pair.theirs),
    sided: both.flatMap(({ mine: { iceSide, ...rest }, theirs: { iceSide: known, ...others } }) =>
      iceSide === null && known !== null && isEqual(rest, others)
        ? [{ ...rest, iceSide: known }]
        : [],
    ),
    fronts,
    labelConflicts: said.filter((pair) => !isUnsaid(pair.mine) && !isEqual(pair.mine, pair.theirs)),
    same: both.length - fronts.length,
  };
}

/** Both with the side of the ice that either knows; where they contradict each other, they differ. */
function asFarAsKnown({ mine, theirs }: FrontConflict): [Front, Front] {
  return [
    { ...mine, iceSide: mine.iceSide ?? theirs.iceSide },
    { ...theirs, iceSide: theirs.iceSide ?? mine.iceSide },
  ];
}

export type MergeChoices = {
  /** By front id; mine where nothing is chosen. */
  readonly fronts: ReadonlyMap<string, FrontChoice>;
  /** Scenes whose label is taken from them. */
  readonly theirLabels: ReadonlySet<string>;
  readonly newId: () => string;
};

/** One undoable edit. */
export function mergeFronts(plan: MergePlan, { fronts, theirLabels, newId }: MergeChoices): Edit {
  return (document) => {
    const taken = plan.fronts
      .filter(({ mine }) => fronts.get(mine.id) === "theirs")
      .map((conflict) => conflict.theirs);
    const theirs = new Map([...taken, ...plan.sided].map((front) => [front.id, front]));
    const beside = plan.fronts
      .filter(({ mine }) => fronts.get(mine.id) === "both")
      .map((conflict) => ({ ...conflict.theirs, id: newId() }));
    const labels = [
      ...plan.labels,
      ...plan.labelConflicts
        .filter(({ mine }) => theirLabels.has(mine.sceneId))
        .map((conflict) => conflict.theirs),
    ];
    if (plan.added.length + theirs.size + beside.length + labels.length === 0) return document;
    const labelled = new Set(labels.map(({ sceneId }) => sceneId));
    return {
      fronts: [
        ...document.fronts.map((front) => theirs.get(front.id) ?? front),
        ...plan.added,
        ...beside,
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

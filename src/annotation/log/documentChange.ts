// The difference between two documents, small enough to be written down after every edit.
import type { AnnotationDocument, Front, FrontVertex } from "../document.ts";
import type { SceneLabel } from "../label.ts";

/** Of a front that both documents hold: the fields that differ, and the one run of vertices that was replaced. */
type FrontChange = {
  readonly id: string;
  readonly facts?: Partial<Omit<Front, "vertices">>;
  readonly splice?: {
    readonly at: number;
    readonly removed: number;
    readonly vertices: readonly FrontVertex[];
  };
};

/** Absent parts did not change. Plain data: it is written to the browser's database and to project files. */
export type DocumentChange = {
  readonly removed?: readonly string[];
  readonly changed?: readonly FrontChange[];
  /** At the end, in this order. */
  readonly added?: readonly Front[];
  /** All ids, where the fronts that stayed changed places. */
  readonly order?: readonly string[];
  readonly sceneLabels?: readonly SceneLabel[];
};

/** Ids are unique in both documents. Parts are compared by identity: edits keep what they do not touch. */
export function diffDocuments(
  before: AnnotationDocument,
  after: AnnotationDocument,
): DocumentChange {
  const old = new Map(before.fronts.map((front) => [front.id, front]));
  const now = new Set(after.fronts.map(({ id }) => id));
  const removed = before.fronts.filter(({ id }) => !now.has(id)).map(({ id }) => id);
  const added = after.fronts.filter(({ id }) => !old.has(id));
  const changed = after.fronts.flatMap((front) => {
    const known = old.get(front.id);
    return known === undefined || known === front ? [] : [changeOf(known, front)];
  });
  const expected = [...before.fronts.filter(({ id }) => now.has(id)), ...added];
  const isInOrder = expected.every(({ id }, index) => id === after.fronts[index]?.id);
  return {
    ...(removed.length > 0 && { removed }),
    ...(changed.length > 0 && { changed }),
    ...(added.length > 0 && { added }),
    ...(!isInOrder && { order: after.fronts.map(({ id }) => id) }),
    ...(before.sceneLabels !== after.sceneLabels && { sceneLabels: after.sceneLabels }),
  };
}

/** `after` of the documents that were compared, from their `before`. */
export function applyChange(
  before: AnnotationDocument,
  { removed = [], changed = [], added = [], order, sceneLabels }: DocumentChange,
): AnnotationDocument {
  const gone = new Set(removed);
  const changes = new Map(changed.map((change) => [change.id, change]));
  const kept = before.fronts
    .filter(({ id }) => !gone.has(id))
    .map((front) => {
      const change = changes.get(front.id);
      return change === undefined ? front : changedFront(front, change);
    });
  const fronts = [...kept, ...added.map(asWrittenNow)];
  return {
    fronts: order === undefined ? fronts : inOrder(fronts, order),
    sceneLabels: sceneLabels?.map((label) => asKnown(label, before)) ?? before.sceneLabels,
  };
}

/** Fronts written down before they knew the side of the ice do not know it. */
export function asWrittenNow(front: Front): Front {
  return front.iceSide === undefined ? { ...front, iceSide: null } : front;
}

/** The label that the document has already where nothing of it changed: what is equal is told by identity. */
function asKnown(label: SceneLabel, { sceneLabels }: AnnotationDocument): SceneLabel {
  const known = sceneLabels.find(({ sceneId }) => sceneId === label.sceneId);
  return JSON.stringify(known) === JSON.stringify(label) ? (known ?? label) : label;
}

function changeOf(before: Front, after: Front): FrontChange {
  const { vertices: _, ...fields } = after;
  const facts = Object.fromEntries(
    Object.entries(fields).filter(([key, value]) => before[key as keyof Front] !== value),
  ) as FrontChange["facts"];
  const splice = spliceOf(before.vertices, after.vertices);
  return {
    id: after.id,
    ...(facts !== undefined && Object.keys(facts).length > 0 && { facts }),
    ...(splice !== null && { splice }),
  };
}

function spliceOf(
  before: readonly FrontVertex[],
  after: readonly FrontVertex[],
): FrontChange["splice"] | null {
  if (before === after) return null;
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  return {
    at: head,
    removed: before.length - head - tail,
    vertices: after.slice(head, after.length - tail),
  };
}

function changedFront(front: Front, { facts, splice }: FrontChange): Front {
  const vertices =
    splice === undefined
      ? front.vertices
      : front.vertices.toSpliced(splice.at, splice.removed, ...splice.vertices);
  return { ...front, ...facts, vertices };
}

function inOrder(fronts: readonly Front[], order: readonly string[]): Front[] {
  const byId = new Map(fronts.map((front) => [front.id, front]));
  return order.flatMap((id) => byId.get(id) ?? []);
}

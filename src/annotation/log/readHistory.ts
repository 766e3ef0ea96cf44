// Documents and histories out of files from elsewhere: every field checked, nothing that no edit could have made.
import {
  optional,
  type Read,
  readBoolean,
  readFields,
  readKind,
  readList,
  readNumber,
  readNumbers,
  readOneOf,
  readOrNull,
  readText,
} from "../../base/read.ts";
import type { MapXY } from "../../geo/coordinates.ts";
import {
  type AnnotationDocument,
  type EditMark,
  FEWEST_VERTICES,
  type Front,
  type FrontOrigin,
  type FrontVertex,
} from "../document.ts";
import { ICE_SIDES } from "../iceSide.ts";
import { type FrontLabel, QUALITY_FLAGS, REVIEW_STATES, type SceneLabel } from "../label.ts";
import type { DocumentChange } from "./documentChange.ts";
import { type DocumentHistory, type PackedHistory, unpackHistory } from "./historyLog.ts";

const NAME = readText(1000);
const NOTES = readText(10_000);
const RECIPE = readText(100_000);

const mapXY = readNumbers<MapXY>(2);
const text = readOrNull(NAME);

const mark: Read<EditMark> = readFields<EditMark>({ by: NAME, at: NAME });

const vertex: Read<FrontVertex> = readFields<FrontVertex>({
  at: mapXY,
  provenance: readOneOf("predicted", "corrected", "drawn"),
  probability01: optional(readNumber) as Read<number>,
  uncertaintyMetres: optional(readNumber) as Read<number>,
  mark: optional(mark) as Read<EditMark>,
});

const kindOf = <K extends string>(kind: K) => readOneOf(kind);

const origin: Read<FrontOrigin> = readKind<FrontOrigin>({
  predicted: readFields({
    kind: kindOf("predicted"),
    modelName: NAME,
    weightsSha256: NAME,
    backend: readOneOf("webgpu", "wasm"),
    band: readNumber,
    preprocessing: RECIPE,
    at: NAME,
  }),
  drawn: readFields({ kind: kindOf("drawn") }),
  imported: readFields({ kind: kindOf("imported"), annotator: NAME, fileName: NAME }),
  consensus: readFields({ kind: kindOf("consensus"), annotators: readList(NAME) }),
});

const description = { glacierId: text, glacierName: text, date: text, sensor: text, imageId: text };

const frontLabel: Read<FrontLabel> = readFields<FrontLabel>({
  ...description,
  author: text,
  flags: readList(readOneOf(...QUALITY_FLAGS)),
  notes: NOTES,
});

const sceneLabel: Read<SceneLabel> = readFields<SceneLabel>({
  ...description,
  sceneId: NAME,
  review: readOneOf(...REVIEW_STATES),
  reviewer: text,
});

const frontFacts: { readonly [K in Exclude<keyof Front, "vertices">]: Read<Front[K]> } = {
  id: NAME,
  sceneId: NAME,
  origin,
  corrected: readBoolean,
  certaintyMetres: readOrNull(readNumber),
  meanProbability01: readOrNull(readNumber),
  tracedPath: readOrNull(readList(mapXY)),
  // Absent in what was written before fronts knew it; unpacking the history fills it in.
  iceSide: optional(readOrNull(readOneOf(...ICE_SIDES))) as Read<Front["iceSide"]>,
  label: frontLabel,
  changed: readOrNull(mark),
};

const front: Read<Front> = readFields<Front>({ ...frontFacts, vertices: readList(vertex) });

/** Every fact may be absent: what did not change is not written. */
const someFacts = Object.fromEntries(
  Object.entries(frontFacts).map(([name, read]) => [name, optional(read as Read<unknown>)]),
) as unknown as typeof frontFacts;

type FrontChange = NonNullable<DocumentChange["changed"]>[number];

const frontChange = readFields<FrontChange>({
  id: NAME,
  facts: optional(readFields(someFacts)) as Read<NonNullable<FrontChange["facts"]>>,
  splice: optional(
    readFields({ at: readNumber, removed: readNumber, vertices: readList(vertex) }),
  ) as Read<NonNullable<FrontChange["splice"]>>,
});

const absent = <T>(read: Read<T>) => optional(read) as Read<NonNullable<T>>;

const change = readFields<DocumentChange>({
  removed: absent(readList(NAME)),
  changed: absent(readList(frontChange)),
  added: absent(readList(front)),
  order: absent(readList(NAME)),
  sceneLabels: absent(readList(sceneLabel)),
});

const document = readFields<AnnotationDocument>({
  fronts: readList(front),
  sceneLabels: readList(sceneLabel),
});

const packed = readFields<PackedHistory>({
  oldest: readFields({ document, label: NAME }),
  steps: readList(readFields({ label: NAME, change })),
  done: readNumber,
});

/** A reader for `base/read.ts`: fails, naming the place, unless every document of the history is sound. */
export const readHistory: Read<DocumentHistory> = (value, place) => {
  const history = unpackHistory(packed(value, place));
  const line = [...history.past, history.present, ...history.future];
  for (const [step, entry] of line.entries()) sound(entry.document, `${place}, step ${step}`);
  return history;
};

function sound({ fronts }: AnnotationDocument, place: string): void {
  const ids = new Set(fronts.map(({ id }) => id));
  readOneOf("unique")(ids.size === fronts.length ? "unique" : "", `${place}: front ids`);
  const isShort = fronts.some(({ vertices }) => vertices.length < FEWEST_VERTICES);
  readOneOf("two or more")(isShort ? "" : "two or more", `${place}: vertices of a front`);
}

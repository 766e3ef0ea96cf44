// A provenance file read back; anything that it could not have said is refused, for it decides what fronts become.
import type { MapXY } from "../geo/coordinates.ts";
import type { Provenance } from "./document.ts";
import { QUALITY_FLAGS } from "./label.ts";
import {
  DIRECTIONS,
  SIDECAR_FORMAT,
  type Sidecar,
  type SidecarFront,
} from "./provenanceSidecar.ts";

/** Null where the text is none of ours, of a newer version, or says what cannot be. */
export function readSidecar(text: string): Sidecar | null {
  let sidecar: Partial<Sidecar> | null;
  try {
    sidecar = JSON.parse(text) as Partial<Sidecar> | null;
  } catch {
    return null;
  }
  if (sidecar?.format !== SIDECAR_FORMAT || sidecar.version !== 1) return null;
  const isSound = Array.isArray(sidecar.fronts) && sidecar.fronts.every(isSoundFront);
  if (!isSound) return null;
  const { fronts, ...facts } = sidecar as Sidecar;
  // Earlier files do not hold what was written.
  const unknown: Partial<SidecarFront> = { path: null, table: null, uncertaintyMetres: null };
  return { ...facts, fronts: fronts.map((front) => ({ ...unknown, ...front })) };
}

const PROVENANCES: readonly Provenance[] = ["predicted", "corrected", "drawn"];

function isSoundFront(value: unknown): value is SidecarFront {
  if (typeof value !== "object" || value === null) return false;
  const front = value as Record<keyof SidecarFront, unknown>;
  return (
    isText(front.file) &&
    isCount(front.row) &&
    isCount(front.vertexCount) &&
    isText(front.id) &&
    isScene(front.scene) &&
    DIRECTIONS.some((one) => one === front.direction) &&
    typeof front.corrected === "boolean" &&
    isNumberOrNull(front.certaintyMetres) &&
    isNumberOrNull(front.meanProbability01) &&
    isOrigin(front.origin) &&
    isLabel(front.label) &&
    isMarkOrNull(front.changed) &&
    isListOf(front.stretches, isStretch) &&
    isNumbersOrNull(front.probability01) &&
    isNumbersOrNull(front.uncertaintyMetres ?? null) &&
    (front.tracedPath === null || isListOf(front.tracedPath, isPlace)) &&
    isPathOf(front.vertexCount, front.path ?? null) &&
    isTable(front.table ?? null)
  );
}

type Fields = Readonly<Record<string, unknown>>;

const isText = (value: unknown): value is string =>
  typeof value === "string" && value.length <= 10_000;
const isTextOrNull = (value: unknown) => value === null || isText(value);
const isCount = (value: unknown) => Number.isInteger(value) && Number(value) >= 0;
const isNumberOrNull = (value: unknown) => value === null || Number.isFinite(value);

function isListOf(value: unknown, isOne: (entry: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isOne);
}

const isNumbersOrNull = (value: unknown) => value === null || isListOf(value, isNumberOrNull);

function isPlace(value: unknown): value is MapXY {
  return Array.isArray(value) && value.length === 2 && value.every(Number.isFinite);
}

function isPathOf(vertexCount: unknown, value: unknown): boolean {
  return value === null || (isListOf(value, isPlace) && (value as []).length === vertexCount);
}

function isTable(value: unknown): boolean {
  if (value === null) return true;
  const table = fieldsOf(value);
  return (
    table !== null &&
    Object.values(table).every((cell) => isTextOrNull(cell) || Number.isFinite(cell))
  );
}

function isScene(value: unknown): boolean {
  const scene = fieldsOf(value);
  return scene !== null && isText(scene.fileName) && isText(scene.crs);
}

function fieldsOf(value: unknown): Fields | null {
  return typeof value === "object" && value !== null ? (value as Fields) : null;
}

function isMarkOrNull(value: unknown): boolean {
  if (value === null) return true;
  const mark = fieldsOf(value);
  return mark !== null && isText(mark.by) && isText(mark.at);
}

function isStretch(value: unknown): boolean {
  const stretch = fieldsOf(value);
  return (
    stretch !== null &&
    isCount(stretch.from) &&
    isCount(stretch.to) &&
    PROVENANCES.some((one) => one === stretch.provenance) &&
    isTextOrNull(stretch.by) &&
    isTextOrNull(stretch.at)
  );
}

function isOrigin(value: unknown): boolean {
  const origin = fieldsOf(value);
  if (origin === null) return false;
  if (origin.kind === "drawn") return true;
  if (origin.kind === "imported") return isText(origin.annotator) && isText(origin.fileName);
  if (origin.kind === "consensus") return isListOf(origin.annotators, isText);
  return (
    origin.kind === "predicted" &&
    isText(origin.modelName) &&
    isText(origin.weightsSha256) &&
    (origin.backend === "webgpu" || origin.backend === "wasm") &&
    isCount(origin.band) &&
    isText(origin.preprocessing) &&
    isText(origin.at)
  );
}

function isLabel(value: unknown): boolean {
  const label = fieldsOf(value);
  if (label === null) return false;
  const texts = ["glacierId", "glacierName", "date", "sensor", "imageId", "author"];
  return (
    texts.every((key) => isTextOrNull(label[key])) &&
    isText(label.notes) &&
    isListOf(label.flags, (flag) => QUALITY_FLAGS.some((one) => one === flag))
  );
}

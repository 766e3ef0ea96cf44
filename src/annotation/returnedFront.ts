// A front that was exported, worked on in another program and came back: as the file has it now, and what was changed.
import { alignVertices, isSameLine } from "../geo/alignVertices.ts";
import type { MapXY } from "../geo/coordinates.ts";
import { nearestOnPolyline } from "../geo/polyline.ts";
import type { AxisScale } from "../geo/projection.ts";
import { handVertex } from "./changeVertices.ts";
import { type EditMark, type Front, frontPath } from "./document.ts";
import { turnedRound } from "./edits/reverseFront.ts";
import { type Description, type FrontLabel, QUALITY_FLAGS } from "./label.ts";
import { type Attributes, labelFromTable } from "./profiles/labelFromTable.ts";
import { frontOfSidecar, iceLeft, type SidecarFront } from "./provenanceSidecar.ts";

export type CourseChange = {
  readonly moved: number;
  readonly added: number;
  readonly removed: number;
  /** The farthest that a vertex was moved, or that an added or removed one lies from the other line; scaled units. */
  readonly farthest: number;
  /** The line runs the other way, so the ice, where its side is known, lies on the other one. */
  readonly isTurned: boolean;
};

export type SaidChange = {
  readonly what: keyof FrontLabel;
  /** Empty where nothing was or is said. */
  readonly from: string;
  readonly to: string;
};

export type ReturnedFront = {
  readonly front: Front;
  /** Null where the line is as it was written. */
  readonly course: CourseChange | null;
  readonly said: readonly SaidChange[];
};

export type CameBack = {
  readonly sceneId: string;
  /** The line as the file has it, in the scene's coordinates. */
  readonly path: readonly MapXY[];
  /** The line as it was written, likewise; null where that is not known. */
  readonly written: readonly MapXY[] | null;
  readonly attributes: Attributes;
  /** What the scene says by itself and need not be said again. */
  readonly inherited: Description;
  readonly scale: AxisScale;
  /** Whose hand changed the file. */
  readonly mark: EditMark;
};

/** Null where line and provenance do not belong together. */
export function returnedFront(told: SidecarFront, came: CameBack): ReturnedFront | null {
  const { path, scale, mark } = came;
  const written = came.written ?? path;
  const exported = frontOfSidecar(told, written, came.sceneId);
  if (exported === null || path.length < 2) return null;
  const { aligned, runsBack } = alignedEitherWay(written, path, scale);
  const isTurned = runsBack && exported.iceSide !== null;
  // The side is said of the direction, so a line that was turned round has the ice on its other side.
  const before = runsBack ? { ...turnedRound(exported), iceSide: exported.iceSide } : exported;
  const course = courseChange(frontPath(before), path, aligned, scale);
  const label = labelThatCame(told, came);
  const said = saidChanges(told.label, label, told.table, came.attributes);
  if (course === null && !isTurned && said.length === 0) return { front: exported, course, said };
  const isRedrawn = course !== null && exported.origin.kind !== "drawn";
  const front: Front = {
    ...before,
    vertices: path.map((at, i) => {
      const known = before.vertices[aligned[i] ?? -1];
      return known ?? { ...handVertex(before, at), mark };
    }),
    corrected: exported.corrected || isRedrawn,
    label,
    changed: mark,
  };
  const unmoved = { moved: 0, added: 0, removed: 0, farthest: 0 };
  return {
    front,
    course: course === null && !isTurned ? null : { ...(course ?? unmoved), isTurned },
    said,
  };
}

/** The line as written, or turned round where more of its vertices are found that way. */
function alignedEitherWay(written: readonly MapXY[], path: readonly MapXY[], scale: AxisScale) {
  const count = (aligned: readonly (number | null)[]) =>
    aligned.filter((index) => index !== null).length;
  const forward = alignVertices(written, path, scale);
  if (count(forward) === path.length) return { aligned: forward, runsBack: false };
  const backward = alignVertices(written.toReversed(), path, scale);
  const runsBack = count(backward) > Math.max(1, count(forward));
  return { aligned: runsBack ? backward : forward, runsBack };
}

/** Between vertices that stayed, as many as possible count as moved, the others as added or removed. */
function courseChange(
  written: readonly MapXY[],
  path: readonly MapXY[],
  aligned: readonly (number | null)[],
  scale: AxisScale,
): Omit<CourseChange, "isTurned"> | null {
  let [moved, added, removed, farthest] = [0, 0, 0, 0];
  const measure = (metres: number | undefined) => {
    farthest = Math.max(farthest, metres ?? 0);
  };
  const close = (before: readonly MapXY[], now: readonly MapXY[]) => {
    const both = Math.min(before.length, now.length);
    moved += both;
    added += now.length - both;
    removed += before.length - both;
    if (before.length === now.length)
      for (const [i, [x, y]] of now.entries()) {
        const [wasX, wasY] = before[i] ?? [x, y];
        measure(Math.hypot((x - wasX) * scale.x, (y - wasY) * scale.y));
      }
    else {
      for (const at of now) measure(nearestOnPolyline(at, written, scale)?.distance);
      for (const at of before) measure(nearestOnPolyline(at, path, scale)?.distance);
    }
  };
  let [fromWritten, fromPath] = [0, 0];
  for (const [i, index] of [...aligned, written.length].entries()) {
    if (index === null) continue;
    close(written.slice(fromWritten, index), path.slice(fromPath, i));
    [fromWritten, fromPath] = [index + 1, i + 1];
  }
  return moved + added + removed === 0 ? null : { moved, added, removed, farthest };
}

/** What the table says otherwise than it was written wins over the provenance file's label. */
function labelThatCame(
  { label, table }: SidecarFront,
  { attributes, inherited }: CameBack,
): FrontLabel {
  if (table === null) return label;
  const [then, now] = comparable(table, attributes);
  const text = <K extends "author" | keyof Description>(key: K) =>
    isSameText(then[key], now[key]) ? label[key] : now[key];
  const described = (key: keyof Description) => {
    const value = text(key);
    return value !== label[key] && value === inherited[key] ? null : value;
  };
  const flags = new Set([...label.flags, ...now.flags.filter((f) => !then.flags.includes(f))]);
  for (const flag of then.flags) if (!now.flags.includes(flag)) flags.delete(flag);
  return {
    glacierId: described("glacierId"),
    glacierName: described("glacierName"),
    date: described("date"),
    sensor: described("sensor"),
    imageId: described("imageId"),
    author: text("author"),
    flags: QUALITY_FLAGS.filter((flag) => flags.has(flag)),
    notes: isSameText(then.notes, now.notes) ? label.notes : now.notes,
  };
}

/** What both tables say; columns that another program left out say nothing. */
function comparable(table: Attributes, attributes: Attributes): [FrontLabel, FrontLabel] {
  const names = new Set(Object.keys(attributes).map((name) => name.toLowerCase()));
  const kept = Object.entries(table).filter(([name]) => names.has(name.toLowerCase()));
  return [labelFromTable(Object.fromEntries(kept)), labelFromTable(attributes)];
}

/** Formats and programs treat blanks, line ends and composed letters as they like. */
function isSameText(one: string | null, other: string | null): boolean {
  const plain = (text: string | null) => (text ?? "").normalize("NFC").replace(/\s+/g, " ").trim();
  return plain(one) === plain(other);
}

function saidChanges(
  before: FrontLabel,
  after: FrontLabel,
  table: Attributes | null,
  attributes: Attributes,
): SaidChange[] {
  const [then, now] = comparable(table ?? {}, attributes);
  const keys = Object.keys(before) as (keyof FrontLabel)[];
  return keys.flatMap((what) =>
    String(before[what]) === String(after[what])
      ? []
      : [{ what, from: String(then[what] ?? ""), to: String(now[what] ?? "") }],
  );
}

/** Whether the front is still what was exported, in its course and in what is said of it. */
export function isAsExported(
  front: Front,
  told: SidecarFront,
  written: readonly MapXY[] | null,
  scale: AxisScale,
): boolean {
  return (
    isSameLabel(front.label, told.label) &&
    (written === null || runsAlike(front, written, told.direction === "ice-left", scale))
  );
}

/** Whether both run and say the same, whoever placed their vertices. */
export function isSameFront(front: Front, other: Front, scale: AxisScale): boolean {
  const way = iceLeft(other);
  return (
    isSameLabel(front.label, other.label) &&
    runsAlike(front, frontPath(way), way.iceSide !== null, scale)
  );
}

/** A front that did not know its ice when it was exported may have been turned round on the way out. */
function runsAlike(
  front: Front,
  path: readonly MapXY[],
  knowsIce: boolean,
  scale: AxisScale,
): boolean {
  const own = frontPath(iceLeft(front));
  if (isSameLine(own, path, scale)) return true;
  const mayTurn = front.iceSide === null || !knowsIce;
  return mayTurn && isSameLine(own.toReversed(), path, scale);
}

function isSameLabel(one: FrontLabel, other: FrontLabel): boolean {
  const keys = Object.keys(one) as (keyof FrontLabel)[];
  return keys.every((key) => String(one[key]) === String(other[key]));
}

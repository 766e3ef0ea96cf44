// What an import will make of the lines that were found: fronts on scenes, worked out before the document changes.
import {
  type AnnotationDocument,
  type Edit,
  type EditMark,
  type Front,
  frontOfId,
} from "../annotation/document.ts";
import { addFronts } from "../annotation/edits/addFronts.ts";
import { replaceFronts } from "../annotation/edits/replaceFronts.ts";
import { labelOfScene } from "../annotation/edits/setSceneLabel.ts";
import { importedFront } from "../annotation/importedFront.ts";
import { type Description, EMPTY_FRONT_LABEL, isEmptyLabel } from "../annotation/label.ts";
import { pairLines } from "../annotation/pairLines.ts";
import { effectiveDescription } from "../annotation/profiles/describeFront.ts";
import { isTracedByNetwork, labelFromTable } from "../annotation/profiles/labelFromTable.ts";
import type { Sidecar, SidecarFront } from "../annotation/provenanceSidecar.ts";
import {
  type CourseChange,
  isAsExported,
  isSameFront,
  returnedFront,
  type SaidChange,
} from "../annotation/returnedFront.ts";
import type { Bounds, MapXY } from "../geo/coordinates.ts";
import type { Crs } from "../geo/crs.ts";
import { type AxisScale, metresPerMapUnit } from "../geo/projection.ts";
import { reprojector } from "../geo/reproject.ts";
import { crsOfCode } from "../geo/targetCrs.ts";
import type { ReadLine } from "../scene/lineFeatures.ts";
import type { ReadLayer, ReadVector } from "../scene/readVector.ts";
import { toldBy } from "./exportPlan.ts";
import type { OpenScene } from "./scenesStore.ts";

/** Files that were read and wait for the user's answers. */
export type FoundFronts = {
  readonly subject: string;
  readonly read: ReadVector;
  readonly sidecar: Sidecar | null;
};

export type ImportChoice = {
  /** Whose fronts they are; null for one's own. */
  readonly annotator: string | null;
  /** For files that do not tell: "scene" or an EPSG code. */
  readonly assumedCrs: string;
  /** "match" by image id or date, or all onto the scene in view. */
  readonly onto: "match" | "open";
};

/** A front of the document that the file has otherwise than it was exported. */
export type EditedFront = {
  readonly here: Front;
  /** As the file has it, with the id that it has here. */
  readonly front: Front;
  readonly course: CourseChange | null;
  readonly said: readonly SaidChange[];
  /** Whether lengths of `course` are metres; pixels where the scene has no CRS. */
  readonly isMetric: boolean;
  /** It was changed here as well since it was exported. */
  readonly isChangedHere: boolean;
  readonly suggested: ReturnChoice;
};

/** `beside` adds the file's version as a front of its own. */
export const RETURN_CHOICES = ["replace", "beside", "keep"] as const;
export type ReturnChoice = (typeof RETURN_CHOICES)[number];

export function choiceOf(
  { here, suggested }: EditedFront,
  choices: ReadonlyMap<string, ReturnChoice>,
): ReturnChoice {
  return choices.get(here.id) ?? suggested;
}

export type ImportPlan = {
  /** Fronts that only the file has. */
  readonly fronts: readonly Front[];
  readonly edited: readonly EditedFront[];
  /** Lines whose image id and date are no open scene's. */
  readonly unmatched: number;
  /** Lines that have no place in their scene's coordinate system. */
  readonly unplaceable: number;
  /** Lines that lie wholly outside their scene: of another glacier, or in another coordinate system than was said. */
  readonly outside: number;
  /** Fronts that came back with their provenance and are not in the document. */
  readonly restored: number;
  /** Fronts that are in the document and are as they were exported, or as they are here. */
  readonly known: number;
  /** Fronts of the document that were exported and are no longer in the file. */
  readonly missing: number;
};

export type ImportInput = {
  readonly found: FoundFronts;
  readonly choice: ImportChoice;
  /** Whose hand changed fronts that come back changed, and when. */
  readonly mark: EditMark;
  readonly document: AnnotationDocument;
  readonly scenes: readonly OpenScene[];
  readonly active: OpenScene;
  readonly newId: () => string;
};

type Counts = {
  -readonly [K in keyof ImportPlan as ImportPlan[K] extends number ? K : never]: number;
};

/** A line on its scene, in its coordinates. */
type Placed = {
  readonly open: OpenScene;
  readonly line: ReadLine;
  readonly fileName: string;
  readonly path: readonly MapXY[];
  readonly scale: AxisScale;
  /** What the scene says by itself. */
  readonly inherited: Description;
};

/** Map units count as they are where the scene has no CRS. */
const UNIT_SCALE: AxisScale = { x: 1, y: 1 };

export function planImport(input: ImportInput): ImportPlan {
  const counts: Counts = {
    unmatched: 0,
    unplaceable: 0,
    outside: 0,
    restored: 0,
    known: 0,
    missing: 0,
  };
  const taken = new Set<string>();
  const fronts: Front[] = [];
  const edited: EditedFront[] = [];
  const take = (told: SidecarFront | null, at: Placed) => {
    const back = told === null ? null : comeBack(input, told, at);
    if (back === null) fronts.push(newFront(input, at));
    else if (back === "known") counts.known++;
    else if ("here" in back) edited.push(back);
    else {
      counts.restored++;
      fronts.push(back);
    }
  };
  for (const layer of input.found.read.layers) {
    const { byLine, lost } = toldOf(input, layer, taken);
    counts.missing += lost.filter(({ id }) => frontOfId(input.document, id)).length;
    for (const [i, line] of layer.lines.entries()) {
      const told = byLine.get(i) ?? null;
      const at = placeOf(input, layer, line, told, counts);
      if (at !== null) take(told, at);
    }
  }
  return { fronts, edited, ...counts };
}

/** The one edit that carries a plan out. `choices` by front id; what is suggested where nothing is chosen. */
export function takeImport(
  { fronts, edited }: Pick<ImportPlan, "fronts" | "edited">,
  choices: ReadonlyMap<string, ReturnChoice>,
  newId: () => string,
): Edit {
  const chosen = (choice: ReturnChoice) =>
    edited.filter((one) => choiceOf(one, choices) === choice).map(({ front }) => front);
  const beside = chosen("beside").map((front) => ({ ...front, id: newId() }));
  return (document) =>
    addFronts([...fronts, ...beside])(replaceFronts(chosen("replace"))(document));
}

type LayerTold = {
  /** The rows of the provenance file by the index of their line. */
  readonly byLine: ReadonlyMap<number, SidecarFront>;
  /** Rows of this file whose line is not there. */
  readonly lost: readonly SidecarFront[];
};

/** What the sidecar says of the layer's lines. Rows of files by other names are tried where there is none by this one. */
function toldOf(input: ImportInput, layer: ReadLayer, taken: Set<string>): LayerTold {
  const { fronts = [] } = input.found.sidecar ?? {};
  const left = fronts.filter(({ id }) => !taken.has(id));
  const stem = layer.fileName.replace(/\.[^.]*$/, "");
  const named = left.filter(({ file }) => file === stem);
  const rows = named.length > 0 ? named : left;
  const layerCrs = layer.crs ?? crsOfCode(input.found.sidecar?.crs ?? "");
  const [start] = layer.lines[0]?.vertices ?? [];
  const inLayer = (told: SidecarFront) => {
    const crs = crsTold(input, told);
    if (layerCrs === null || told.path === null) return told.path;
    return crs && placed(told.path, crs, layerCrs);
  };
  const pairs = pairLines(
    layer.lines.map(({ row, vertices, attributes }) => ({
      row,
      vertices,
      isBlank: isEmptyLabel(labelFromTable(attributes)),
    })),
    rows.map((told) => ({
      row: told.row,
      vertexCount: told.vertexCount,
      vertices: inLayer(told),
      isBlank: isEmptyLabel(labelFromTable(told.table ?? {})),
    })),
    scaleAt(start, layerCrs),
  );
  const byLine = new Map(
    [...pairs].flatMap(([line, row]) => {
      const told = rows[row];
      return told === undefined ? [] : [[line, told] as const];
    }),
  );
  const found = new Set(byLine.values());
  for (const { id } of found) taken.add(id);
  return { byLine, lost: named.filter((row) => !found.has(row)) };
}

/** The CRS of the scene that a front was exported from. */
function crsTold({ scenes }: ImportInput, { scene }: SidecarFront): Crs | null {
  const open = scenes.find((one) => one.scene.fileName === scene.fileName);
  return open?.scene.crs ?? crsOfCode(scene.crs);
}

function scaleAt(at: MapXY | undefined, crs: Crs | null): AxisScale {
  return (at && crs && metresPerMapUnit(at, crs)) ?? UNIT_SCALE;
}

/** On which scene a line belongs, in its coordinates; null, and counted, where it has no place. */
function placeOf(
  input: ImportInput,
  layer: ReadLayer,
  line: ReadLine,
  told: SidecarFront | null,
  counts: Counts,
): Placed | null {
  const described = told?.description ?? labelFromTable(line.attributes);
  const open =
    sceneOfKnown(input, told) ??
    sceneFor(input, { ...described, fileName: told?.scene.fileName ?? null });
  if (open === null) {
    counts.unmatched++;
    return null;
  }
  const crs = crsOf(input, layer, told, open.scene.crs);
  const path = crs === null ? null : placed(line.vertices, crs, open.scene.crs);
  if (path === null) {
    counts.unplaceable++;
    return null;
  }
  if (!path.some((at) => isWithin(at, open.scene.bounds))) {
    counts.outside++;
    return null;
  }
  const inherited = effectiveDescription(
    { label: EMPTY_FRONT_LABEL },
    labelOfScene(input.document, open.scene.id),
    toldBy(open.scene),
  );
  const scale = scaleAt(path[0], open.scene.crs);
  return { open, line, fileName: layer.fileName, path, scale, inherited };
}

/** One's own front that comes back belongs to the scene that it is on, wherever the others go. */
function sceneOfKnown(
  { choice, document, scenes }: ImportInput,
  told: SidecarFront | null,
): OpenScene | null {
  if (told === null || choice.annotator !== null) return null;
  const here = frontOfId(document, told.id);
  return scenes.find(({ scene }) => scene.id === here?.sceneId) ?? null;
}

/** Null where line and provenance do not belong together. */
function comeBack(
  input: ImportInput,
  told: SidecarFront,
  at: Placed,
): Front | EditedFront | "known" | null {
  const { open, fileName, scale } = at;
  const { annotator } = input.choice;
  const { id: sceneId, crs: sceneCrs } = open.scene;
  const crs = crsTold(input, told);
  const written = crs && told.path && placed(told.path, crs, sceneCrs);
  const { attributes } = at.line;
  const back = returnedFront(told, { ...at, sceneId, written, attributes, mark: input.mark });
  if (back === null) return null;
  const { front, course, said } = back;
  if (annotator !== null)
    return { ...front, id: input.newId(), origin: { kind: "imported", annotator, fileName } };
  const here = frontOfId(input.document, told.id);
  if (here === undefined) return front;
  if ((course === null && said.length === 0) || isSameFront(here, front, scale)) return "known";
  const isChangedHere = !isAsExported(here, told, written, scale);
  const suggested = isChangedHere ? "beside" : "replace";
  const isMetric = sceneCrs.kind !== "pixel";
  return { here, front, course, said, isMetric, isChangedHere, suggested };
}

/** Of a line without provenance. */
function newFront(input: ImportInput, { open, line, fileName, path, inherited }: Placed): Front {
  const label = labelFromTable(line.attributes);
  // A network's line without its provenance must not pass for one's own hand.
  const network = isTracedByNetwork(line.attributes) ? networkName(line) : null;
  const whose = { annotator: input.choice.annotator ?? network, fileName };
  return importedFront(input.newId(), open.scene.id, path, { label, inherited, whose });
}

function isWithin([x, y]: MapXY, [minX, minY, maxX, maxY]: Bounds): boolean {
  return x >= minX && x <= maxX && y >= minY && y <= maxY;
}

function networkName({ attributes }: ReadLine): string {
  const model = attributes.Model;
  return typeof model === "string" && model !== "" ? `network ${model}` : "a network";
}

function crsOf(
  { choice, found }: ImportInput,
  layer: ReadLayer,
  told: SidecarFront | null,
  sceneCrs: Crs,
): Crs | null {
  if (layer.crs !== null) return layer.crs;
  const written = told === null ? null : (found.sidecar?.crs ?? null);
  const code = written ?? choice.assumedCrs;
  return code === "scene" ? sceneCrs : crsOfCode(code);
}

function placed(vertices: readonly MapXY[], from: Crs, to: Crs): MapXY[] | null {
  if (from === to) return [...vertices];
  const move = reprojector(from, to);
  const path: MapXY[] = [];
  for (const vertex of vertices) {
    const at = move(vertex);
    if (at === null) return null;
    path.push(at);
  }
  return path;
}

type Told = {
  readonly imageId: string | null;
  readonly date: string | null;
  readonly fileName: string | null;
};

const stemOf = (name: string) => name.replace(/\.[^.]*$/, "").toLowerCase();

/** By file name or image id, else by a date that only one open scene has. */
function sceneFor({ choice, scenes, active, document }: ImportInput, told: Told): OpenScene | null {
  if (choice.onto === "open") return active;
  const described = scenes.map((open) => {
    const label = labelOfScene(document, open.scene.id);
    const known = effectiveDescription({ label: EMPTY_FRONT_LABEL }, label, toldBy(open.scene));
    return { open, ...known };
  });
  const byName = described.find(
    ({ open, imageId }) =>
      open.scene.fileName === told.fileName ||
      (told.imageId !== null &&
        [stemOf(open.scene.fileName), stemOf(imageId ?? "")].includes(stemOf(told.imageId))),
  );
  if (byName !== undefined) return byName.open;
  const sameDay = described.filter(({ date }) => date !== null && date === told.date);
  return sameDay.length === 1 ? (sameDay[0]?.open ?? null) : null;
}

/** Onto the scenes that the lines name, where they name any. */
export function likelyOnto({ read }: FoundFronts): ImportChoice["onto"] {
  const names = read.layers.some(({ lines }) =>
    lines.some(({ attributes }) => {
      const { date, imageId } = labelFromTable(attributes);
      return date !== null || imageId !== null;
    }),
  );
  return names ? "match" : "open";
}

/** Whose the fronts are likely to be: the one author in the table; null for fronts that carry our provenance. */
export function likelyAnnotator({ read, sidecar, subject }: FoundFronts): string | null {
  if (sidecar !== null) return null;
  const authors = new Set(
    read.layers.flatMap(({ lines }) => lines.map((line) => labelFromTable(line.attributes).author)),
  );
  const [author] = authors;
  return authors.size === 1 && author ? author : subject.replace(/\.[^.]*$/, "");
}

// What an import will make of the lines that were found: fronts on scenes, worked out before the document changes.
import type { AnnotationDocument, Front } from "../annotation/document.ts";
import { labelOfScene } from "../annotation/edits/setSceneLabel.ts";
import { importedFront } from "../annotation/importedFront.ts";
import { EMPTY_FRONT_LABEL } from "../annotation/label.ts";
import { effectiveDescription } from "../annotation/profiles/describeFront.ts";
import { isTracedByNetwork, labelFromTable } from "../annotation/profiles/labelFromTable.ts";
import {
  frontOfSidecar,
  type Sidecar,
  type SidecarFront,
} from "../annotation/provenanceSidecar.ts";
import type { Bounds, MapXY } from "../geo/coordinates.ts";
import type { Crs } from "../geo/crs.ts";
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

export type ImportPlan = {
  readonly fronts: readonly Front[];
  /** Lines whose image id and date are no open scene's. */
  readonly unmatched: number;
  /** Lines that have no place in their scene's coordinate system. */
  readonly unplaceable: number;
  /** Lines that lie wholly outside their scene: of another glacier, or in another coordinate system than was said. */
  readonly outside: number;
  /** Fronts that came back with their whole provenance. */
  readonly restored: number;
  /** Fronts that are in the document already, equal in id, and are left alone. */
  readonly known: number;
};

export type ImportInput = {
  readonly found: FoundFronts;
  readonly choice: ImportChoice;
  readonly document: AnnotationDocument;
  readonly scenes: readonly OpenScene[];
  readonly active: OpenScene;
  readonly newId: () => string;
};

type Counts = {
  unmatched: number;
  unplaceable: number;
  outside: number;
  restored: number;
  known: number;
};

export function planImport(input: ImportInput): ImportPlan {
  const counts: Counts = { unmatched: 0, unplaceable: 0, outside: 0, restored: 0, known: 0 };
  const taken = new Set(input.document.fronts.map(({ id }) => id));
  const fronts: Front[] = [];
  for (const layer of input.found.read.layers) {
    const told = toldOf(layer, input.found.sidecar);
    for (const line of layer.lines) {
      const front = frontOf(input, layer, line, told.get(line.row) ?? null, counts);
      if (front === null) continue;
      if (taken.has(front.id)) counts.known++;
      else {
        taken.add(front.id);
        fronts.push(front);
      }
    }
  }
  return { fronts, ...counts };
}

/** What the sidecar says of the layer's rows; nothing where the file has other rows than were exported. */
function toldOf(layer: ReadLayer, sidecar: Sidecar | null): ReadonlyMap<number, SidecarFront> {
  const stem = layer.fileName.replace(/\.[^.]*$/, "");
  const told = (sidecar?.fronts ?? []).filter(({ file }) => file === stem);
  const isSame =
    told.length === layer.lines.length &&
    told.every(({ row, vertexCount }) =>
      layer.lines.some((line) => line.row === row && line.vertices.length === vertexCount),
    );
  return new Map(isSame ? told.map((front) => [front.row, front]) : []);
}

function frontOf(
  input: ImportInput,
  layer: ReadLayer,
  line: ReadLine,
  told: SidecarFront | null,
  counts: Counts,
): Front | null {
  const label = told?.label ?? labelFromTable(line.attributes);
  const described = told?.description ?? label;
  const open = sceneFor(input, { ...described, fileName: told?.scene.fileName ?? null });
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
  if (told === null && !path.some((at) => isWithin(at, open.scene.bounds))) {
    counts.outside++;
    return null;
  }
  const { annotator } = input.choice;
  const sceneId = open.scene.id;
  const back = told === null ? null : frontOfSidecar(told, path, sceneId);
  const { fileName } = layer;
  if (back !== null) {
    counts.restored++;
    if (annotator === null) return back;
    return { ...back, id: input.newId(), origin: { kind: "imported", annotator, fileName } };
  }
  const inherited = effectiveDescription(
    { label: EMPTY_FRONT_LABEL },
    labelOfScene(input.document, sceneId),
    toldBy(open.scene),
  );
  // A network's line without its provenance must not pass for one's own hand.
  const network = isTracedByNetwork(line.attributes) ? networkName(line) : null;
  const whose = { annotator: annotator ?? network, fileName };
  return importedFront(input.newId(), sceneId, path, { label, inherited, whose });
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

/** Whose the fronts are likely to be: the one author in the table; null for fronts that carry our provenance. */
export function likelyAnnotator({ read, sidecar, subject }: FoundFronts): string | null {
  if (sidecar !== null) return null;
  const authors = new Set(
    read.layers.flatMap(({ lines }) => lines.map((line) => labelFromTable(line.attributes).author)),
  );
  const [author] = authors;
  return authors.size === 1 && author ? author : subject.replace(/\.[^.]*$/, "");
}

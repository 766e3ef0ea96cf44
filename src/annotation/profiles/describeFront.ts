// A front with everything that a table can say of it: its own label, the scene's, and what the file tells.
import type { MapXY } from "../../geo/coordinates.ts";
import type { Crs } from "../../geo/crs.ts";
import { lonLatToMap, mapToLonLat, polylineLengthMetres } from "../../geo/projection.ts";
import { crsOfCode } from "../../geo/targetCrs.ts";
import { type Front, frontPath } from "../document.ts";
import {
  type Description,
  describe as firstKnown,
  NOTHING_KNOWN,
  type SceneLabel,
} from "../label.ts";

/** What the scene's file tells by itself; the document knows no scene. */
export type SceneTold = {
  readonly fileName: string;
  readonly crs: Crs;
  readonly description: Description;
};

export type DescribedFront = {
  readonly front: Front;
  readonly sceneLabel: SceneLabel;
  readonly sceneFileName: string;
  readonly sceneCrs: Crs;
  /** The front's label, else the scene's, else what the file tells. */
  readonly description: Description;
  /** Who drew it; null where nobody said. */
  readonly drawnBy: string | null;
  /** Who drew it, and who corrected what a colleague had drawn; null where nobody said. */
  readonly author: string | null;
  /** On the ellipsoid; null without CRS. */
  readonly lengthMetres: number | null;
  /** The point halfway along the front in EPSG:3413, south of the equator in EPSG:3031; null without CRS. */
  readonly centre: MapXY | null;
};

export function describeFront(
  front: Front,
  sceneLabel: SceneLabel,
  scene: SceneTold,
  exportAuthor: string,
): DescribedFront {
  const path = frontPath(front);
  const drawnBy =
    front.label.author ?? annotatorName(front) ?? signers(front) ?? (exportAuthor.trim() || null);
  return {
    front,
    sceneLabel,
    sceneFileName: scene.fileName,
    sceneCrs: scene.crs,
    description: effectiveDescription(front, sceneLabel, scene),
    drawnBy,
    author: withCorrectors(front, drawnBy, exportAuthor.trim()),
    lengthMetres: polylineLengthMetres(path, scene.crs),
    centre: centreOf(path, scene.crs),
  };
}

/** The image id falls back to the file's name without extension. */
export function effectiveDescription(
  front: Pick<Front, "label">,
  sceneLabel: SceneLabel,
  scene: SceneTold,
): Description {
  const imageId = scene.fileName.replace(/\.[^.]*$/, "");
  return firstKnown(front.label, sceneLabel, scene.description, { ...NOTHING_KNOWN, imageId });
}

function annotatorName({ origin }: Front): string | null {
  if (origin.kind === "imported") return origin.annotator;
  return origin.kind === "consensus" ? `consensus of ${origin.annotators.join(", ")}` : null;
}

/** Who signed its vertices: a front that came with a merged project has another hand than the one that exports it. */
function signers({ vertices }: Front): string | null {
  const names = new Map<string, number>();
  for (const { mark } of vertices) {
    const name = mark?.by.trim() ?? "";
    if (name !== "") names.set(name, (names.get(name) ?? 0) + 1);
  }
  if (names.size === 0) return null;
  return [...names]
    .sort(([, a], [, b]) => b - a)
    .map(([name]) => name)
    .join(" and ");
}

/** A colleague's front that was corrected here must not pass for the colleague's alone. */
function withCorrectors(front: Front, drawnBy: string | null, exportAuthor: string): string | null {
  if (front.origin.kind !== "imported" || !front.corrected) return drawnBy;
  const marks = front.vertices.flatMap(({ provenance, mark }) =>
    provenance === "corrected" && mark !== undefined ? [mark] : [],
  );
  const signed = marks.length > 0 ? marks : [front.changed ?? []].flat();
  const hands = signed.map(({ by }) => by.trim() || exportAuthor || NOBODY_NAMED);
  // Whoever drew it may have corrected it too.
  const others = [...new Set(hands.length > 0 ? hands : [NOBODY_NAMED])].filter(
    (name) => name !== drawnBy,
  );
  if (others.length === 0) return drawnBy;
  return `${drawnBy ?? "unknown"}, corrected by ${others.join(" and ")}`;
}

const NOBODY_NAMED = "another hand";

function centreOf(path: readonly MapXY[], crs: Crs): MapXY | null {
  const middle = middleOf(path);
  const lonLat = middle === null ? null : mapToLonLat(middle, crs);
  if (lonLat === null) return null;
  const grid = crsOfCode(lonLat[1] < 0 ? "EPSG:3031" : "EPSG:3413");
  return grid === null ? null : lonLatToMap(lonLat, grid);
}

/** Halfway along the line in map units. */
export function middleOf(path: readonly MapXY[]): MapXY | null {
  const lengths = path.map(([x, y], i) => {
    const [px, py] = path[i - 1] ?? [x, y];
    return Math.hypot(x - px, y - py);
  });
  let left = lengths.reduce((sum, length) => sum + length, 0) / 2;
  for (const [i, at] of path.entries()) {
    const length = lengths[i] ?? 0;
    const before = path[i - 1];
    if (before !== undefined && length >= left) {
      const t = length === 0 ? 0 : left / length;
      return [before[0] + (at[0] - before[0]) * t, before[1] + (at[1] - before[1]) * t];
    }
    left -= length;
  }
  return path[0] ?? null;
}

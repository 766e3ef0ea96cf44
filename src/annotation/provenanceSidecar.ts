// The provenance file beside an export: all that a table of attributes cannot hold, and enough to bring fronts back equal.
import { APP } from "../base/appVersion.ts";
import type { MapXY } from "../geo/coordinates.ts";
import type { EditMark, Front, FrontOrigin, FrontVertex, Provenance } from "./document.ts";
import { turnedRound } from "./edits/reverseFront.ts";
import { handShare01 } from "./handShare.ts";
import type { Description, FrontLabel, ReviewState } from "./label.ts";
import type { DescribedFront } from "./profiles/describeFront.ts";
import type { Attributes } from "./profiles/labelFromTable.ts";
import type { Profile } from "./profiles/profile.ts";
import { rowOf } from "./profiles/profiles.ts";

export const SIDECAR_FORMAT = "icefront-provenance";
const SIDECAR_VERSION = 1;
export const SIDECAR_EXTENSION = "provenance.json";

const DIRECTION_RULE =
  "Seen along the line, ice lies on the left and ocean on the right; a front whose direction is unknown runs as it was drawn or traced.";

export const DIRECTIONS = ["ice-left", "unknown"] as const;

/** Vertices `from` to `to`, both counted, from 0, that one hand or network placed at one time. */
type SidecarStretch = {
  readonly from: number;
  readonly to: number;
  readonly provenance: Provenance;
  readonly by: string | null;
  readonly at: string | null;
};

export type SidecarFront = {
  /** The file that holds the line, and its place in it, from 0. */
  readonly file: string;
  readonly row: number;
  readonly vertexCount: number;
  readonly id: string;
  readonly scene: { readonly fileName: string; readonly crs: string };
  readonly direction: (typeof DIRECTIONS)[number];
  readonly origin: FrontOrigin;
  readonly corrected: boolean;
  readonly correctedShare01: number;
  readonly certaintyMetres: number | null;
  readonly meanProbability01: number | null;
  readonly label: FrontLabel;
  /** The label with what the scene and its file add. */
  readonly description: Description;
  readonly author: string | null;
  readonly review: { readonly state: ReviewState; readonly reviewer: string | null };
  readonly changed: EditMark | null;
  readonly stretches: readonly SidecarStretch[];
  /** At each vertex; null for fronts without probabilities. */
  readonly probability01: readonly (number | null)[] | null;
  /** Of its position, at each vertex, metres; null for fronts without, and in files from before it was. */
  readonly uncertaintyMetres: readonly (number | null)[] | null;
  /** The line as the network traced it, in the scene's CRS. */
  readonly tracedPath: readonly MapXY[] | null;
  /** The line as it was written, in the scene's CRS; null in files from before it was. */
  readonly path: readonly MapXY[] | null;
  /** The row of the table as it was written; null in files from before it was. */
  readonly table: Attributes | null;
};

export type Sidecar = {
  readonly format: typeof SIDECAR_FORMAT;
  readonly version: number;
  readonly app: typeof APP;
  readonly writtenAt: string;
  readonly profile: string;
  /** "scene" for each scene's own. */
  readonly crs: string;
  readonly lineDirection: string;
  readonly fields: readonly { readonly name: string; readonly meaning: string }[];
  readonly fronts: readonly SidecarFront[];
};

/** A front as it is written: the ice on its left, or on a side that is not known. */
export function iceLeft(front: Front): Front {
  return front.iceSide === "right" ? turnedRound(front) : front;
}

type SidecarFacts = {
  readonly profile: Profile;
  readonly targetCrs: string;
  readonly writtenAt: string;
};

export function makeSidecar(
  { profile, targetCrs, writtenAt }: SidecarFacts,
  files: ReadonlyMap<string, readonly DescribedFront[]>,
): Sidecar {
  const fronts = [...files].flatMap(([file, group]) =>
    group.map((front, row) => sidecarFront(profile, { file, row }, front)),
  );
  return {
    format: SIDECAR_FORMAT,
    version: SIDECAR_VERSION,
    app: APP,
    writtenAt,
    profile: profile.name,
    crs: targetCrs,
    lineDirection: DIRECTION_RULE,
    fields: profile.fields.map(({ name, meaning }) => ({ name, meaning })),
    fronts,
  };
}

function sidecarFront(
  profile: Profile,
  place: Pick<SidecarFront, "file" | "row">,
  described: DescribedFront,
): SidecarFront {
  const { front, sceneLabel, description, sceneCrs, author } = described;
  const { id, origin, corrected, certaintyMetres, meanProbability01, vertices } = front;
  return {
    ...place,
    vertexCount: vertices.length,
    id,
    scene: { fileName: described.sceneFileName, crs: sceneCrs.code ?? sceneCrs.name },
    direction: front.iceSide === null ? "unknown" : "ice-left",
    origin,
    corrected,
    correctedShare01: handShare01(front),
    certaintyMetres,
    meanProbability01,
    label: front.label,
    description,
    author,
    review: { state: sceneLabel.review, reviewer: sceneLabel.reviewer },
    changed: front.changed,
    stretches: stretchesOf(vertices),
    probability01: listOrNull(vertices.map((vertex) => vertex.probability01)),
    uncertaintyMetres: listOrNull(vertices.map((vertex) => vertex.uncertaintyMetres)),
    tracedPath: front.tracedPath,
    path: vertices.map(({ at }) => at),
    table: rowOf(profile, described),
  };
}

function listOrNull(values: readonly (number | undefined)[]): (number | null)[] | null {
  return values.some((value) => value !== undefined) ? values.map((value) => value ?? null) : null;
}

function stretchesOf(vertices: readonly FrontVertex[]): SidecarStretch[] {
  const stretches: { -readonly [K in keyof SidecarStretch]: SidecarStretch[K] }[] = [];
  for (const [i, { provenance, mark }] of vertices.entries()) {
    const [by, at] = [mark?.by ?? null, mark?.at ?? null];
    const last = stretches.at(-1);
    if (last?.provenance === provenance && last.by === by && last.at === at) last.to = i;
    else stretches.push({ from: i, to: i, provenance, by, at });
  }
  return stretches;
}

/** The front as it was exported, on a line that came out of a file; null where the two do not belong together. */
export function frontOfSidecar(
  told: SidecarFront,
  path: readonly MapXY[],
  sceneId: string,
): Front | null {
  if (told.vertexCount !== path.length || path.length < 2) return null;
  const vertices: FrontVertex[] = [];
  for (const [i, at] of path.entries()) {
    const stretch = told.stretches.find(({ from, to }) => i >= from && i <= to);
    if (stretch === undefined) return null;
    const probability01 = told.probability01?.[i] ?? null;
    const uncertaintyMetres = told.uncertaintyMetres?.[i] ?? null;
    vertices.push({
      at,
      provenance: stretch.provenance,
      ...(probability01 !== null && { probability01 }),
      ...(uncertaintyMetres !== null && { uncertaintyMetres }),
      ...(stretch.at !== null && { mark: { by: stretch.by ?? "", at: stretch.at } }),
    });
  }
  const { id, origin, corrected, certaintyMetres, meanProbability01, tracedPath } = told;
  const { label, changed } = told;
  return {
    id,
    sceneId,
    vertices,
    origin,
    corrected,
    certaintyMetres,
    meanProbability01,
    tracedPath,
    iceSide: told.direction === "ice-left" ? "left" : null,
    label,
    changed,
  };
}

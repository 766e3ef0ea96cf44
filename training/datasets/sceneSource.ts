// A scene of a data set as files that are still to be read, and what can be wrong with them.
import { existsSync } from "node:fs";
import { AppError, toAppError } from "../../src/base/errors.ts";
import type { Scene } from "../../src/scene/scene.ts";
import { type LabelledScene, type PixelBox, type SceneFacts, ZONE_CODES } from "./labelledScene.ts";

/** Row-major. */
export type Picture = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly values: Uint8Array | Uint16Array | Float32Array;
};

export type PictureFile = {
  readonly path: string;
  /** Throws an AppError that names the file. */
  read(): Picture | Promise<Picture>;
};

export type SceneSource = {
  readonly facts: SceneFacts;
  /** The file that tells the facts. */
  readonly toldBy: string;
  readonly sar: PictureFile;
  /** 255 on the front, 0 elsewhere. */
  readonly front: PictureFile;
  /** CaFFe's codes; null when the data set has none for the scene. */
  readonly zones: PictureFile | null;
  /** Absent for pictures without a place. */
  readonly scene?: Scene;
  /** Throws `file-unreadable` naming the file. */
  readonly keptBox?: (size: Picture) => PixelBox;
};

/** Every fault that the check knows, in the order of its report, with its heading. */
export const FINDING_TITLES = {
  name: "Names that cannot be read",
  sameName: "Names given twice",
  facts: "Facts missing or impossible",
  pixelSize: "Pixel size missing or not positive",
  missing: "Files that are missing",
  unreadable: "Files that cannot be read",
  size: "Masks of another size than their SAR picture",
  code: "Codes that do not exist",
  emptyFront: "Labels without a front",
  noData: "SAR pictures without data",
  farFront: "Fronts away from every glacier-ocean edge",
  samePixels: "SAR pictures with the same pixels",
  unlabelled: "GeoTIFFs without fronts (left out)",
} as const;

/** `file` and `what` make a sentence. */
export type Finding = {
  readonly kind: keyof typeof FINDING_TITLES;
  readonly file: string;
  readonly what: string;
};

/** A data set's folder, looked through but not read. */
export type Listing = {
  readonly name: string;
  readonly attribution: string;
  readonly licence: string;
  readonly sources: readonly SceneSource[];
  readonly findings: readonly Finding[];
};

export function findingError({ file, what }: Finding): AppError {
  return new AppError("file-unreadable", `${file} ${what}`);
}

const FRONT_CODES: readonly number[] = [0, 255];
/** Rock is 63 in some older masks. */
const OLD_ROCK = 63;
const ALL_ZONE_CODES: readonly number[] = [...ZONE_CODES, OLD_ROCK];

export type Pictures = {
  readonly sar: Picture | null;
  readonly front: Picture | null;
  readonly zones: Picture | null;
};

/** Masks of another size than their SAR picture, and codes that do not exist; a picture that is null is left out. */
export function labelFaults(source: SceneSource, { sar, front, zones }: Pictures): Finding[] {
  return [
    ...(front ? maskFaults(source.front.path, front, sar, FRONT_CODES) : []),
    ...(zones && source.zones ? maskFaults(source.zones.path, zones, sar, ALL_ZONE_CODES) : []),
  ];
}

function maskFaults(
  file: string,
  mask: Picture,
  sar: Picture | null,
  codes: readonly number[],
): Finding[] {
  const findings: Finding[] = [];
  if (sar && (sar.widthPx !== mask.widthPx || sar.heightPx !== mask.heightPx))
    findings.push({
      kind: "size",
      file,
      what: `is ${mask.widthPx} x ${mask.heightPx}, its SAR picture ${sar.widthPx} x ${sar.heightPx}.`,
    });
  const counts = new Map<number, number>();
  for (const code of mask.values)
    if (!codes.includes(code)) counts.set(code, (counts.get(code) ?? 0) + 1);
  if (counts.size) {
    const sorted = [...counts].sort(([, a], [, b]) => b - a);
    const shown = sorted
      .slice(0, 5)
      .map(([code, count]) => `${code} (${count} pixel${count === 1 ? "" : "s"})`);
    const more = sorted.length > 5 ? ` and ${sorted.length - 5} others` : "";
    const allowed = codes.filter((code) => code !== OLD_ROCK).join(", ");
    findings.push({
      kind: "code",
      file,
      what: `holds the code ${shown.join(", ")}${more}; codes are ${allowed}.`,
    });
  }
  return findings;
}

/** Throws `file-unreadable` for the scene's first fault. */
export async function readLabelled(source: SceneSource): Promise<LabelledScene> {
  const { facts, keptBox, scene } = source;
  const sar = await readPicture(source.sar);
  const front = await readPicture(source.front);
  const zones = source.zones && (await readPicture(source.zones));
  const fault = labelFaults(source, { sar, front, zones })[0];
  if (fault) throw findingError(fault);
  return {
    ...facts,
    band: { widthPx: sar.widthPx, heightPx: sar.heightPx, values: Float32Array.from(sar.values) },
    front: Uint8Array.from(front.values, (value) => (value > 0 ? 1 : 0)),
    zones: zones && zoneIndices(zones),
    ...(scene && { scene }),
    ...(keptBox && { keptBox: keptBox(sar) }),
  };
}

/** Indices into `ZONES` of a picture whose codes all exist. */
export function zoneIndices({ values }: Picture): Uint8Array {
  return Uint8Array.from(values, (code) =>
    ZONE_CODES.indexOf((code === OLD_ROCK ? 64 : code) as (typeof ZONE_CODES)[number]),
  );
}

/** Throws `file-unreadable` naming a file that is missing or damaged. */
async function readPicture(file: PictureFile): Promise<Picture> {
  const picture = await tryPicture(file);
  if ("kind" in picture) throw findingError(picture);
  return picture;
}

/** The picture, or why there is none. */
export async function tryPicture({ path, read }: PictureFile): Promise<Picture | Finding> {
  if (!existsSync(path)) return { kind: "missing", file: path, what: "is missing." };
  try {
    return await read();
  } catch (error) {
    const { message } = toAppError(error);
    const isNamed = message.startsWith(`${path} `);
    const what = isNamed ? message.slice(path.length + 1) : `cannot be read: ${message}`;
    return { kind: "unreadable", file: path, what };
  }
}

// What an export will write, worked out before anything is written: the dialog shows it, the export carries it out.
import {
  type AnnotationDocument,
  annotatorOf,
  annotatorsOf,
  type Front,
  frontsOfScene,
} from "../annotation/document.ts";
import { labelOfScene } from "../annotation/edits/setSceneLabel.ts";
import {
  type DescribedFront,
  describeFront,
  type SceneTold,
} from "../annotation/profiles/describeFront.ts";
import { info, type Profile, type Remark, warning } from "../annotation/profiles/profile.ts";
import {
  groupByFile,
  missingIn,
  PROFILES,
  type Row,
  rowOf,
  safeFileName,
} from "../annotation/profiles/profiles.ts";
import { iceLeft, SIDECAR_EXTENSION } from "../annotation/provenanceSidecar.ts";
import { VECTOR_FORMATS, type VectorFormat } from "../base/attributeTable.ts";
import { productFromName } from "../scene/acquisitionFromName.ts";
import type { Scene } from "../scene/scene.ts";
import type { RasterRegistry } from "./rasterRegistry.ts";
import type { ExportChoice, Whose } from "./rememberedView.ts";
import type { OpenScene } from "./scenesStore.ts";
import { withIceSide, zonesOf } from "./toldByZones.ts";

type PlannedFile = {
  /** Without extension. */
  readonly stem: string;
  readonly fronts: readonly DescribedFront[];
  readonly rows: readonly Row[];
};

export type ExportPlan = {
  readonly profile: Profile;
  readonly format: VectorFormat;
  /** "scene" for the scene's own. */
  readonly targetCrs: string;
  readonly files: readonly PlannedFile[];
  /** The fronts as they are in the document. */
  readonly exported: readonly Front[];
  /** File names as they will be found, the zip's first where there is one. */
  readonly names: readonly string[];
  readonly zipStem: string;
  readonly sidecarName: string | null;
  /** What is missing, cut, left out or undecided; warnings first. */
  readonly remarks: readonly Remark[];
};

export type PlanInput = {
  readonly document: AnnotationDocument;
  readonly scenes: readonly OpenScene[];
  readonly active: OpenScene;
  readonly rasters: RasterRegistry;
  readonly choice: ExportChoice;
  readonly author: string;
};

export function vectorFormatOf({ product }: ExportChoice): VectorFormat | null {
  return VECTOR_FORMATS.find((format) => format === product) ?? null;
}

/** The format of the choice if the profile is written in it, else the profile's own first. */
export function planVector(input: PlanInput, asked: VectorFormat): ExportPlan {
  const { choice, active } = input;
  const profile = PROFILES[choice.profile];
  const format = profile.formats.includes(asked) ? asked : (profile.formats[0] ?? asked);
  const targetCrs = fixedCrs(profile, format) ?? choice.targetCrs;
  const takes = takesFront(input);
  const described = scenesOf(input).flatMap((open) => frontsToWrite(input, open, takes));
  const stem = exportStem(choice.scenes === "all" ? null : active.scene);
  const files = [...groupByFile(profile, described, stem)].map(([name, fronts]) => ({
    stem: name,
    fronts,
    rows: fronts.map((front) => rowOf(profile, front)),
  }));
  const sidecarName = choice.sidecar ? `${stem}.${SIDECAR_EXTENSION}` : null;
  const inner = files.flatMap((file) => namesOf(file.stem, format));
  const all = sidecarName === null ? inner : [...inner, sidecarName];
  return {
    profile,
    format,
    targetCrs,
    files,
    exported: described.map(({ original }) => original),
    names: all.length > 1 ? [`${stem}.zip`, ...all] : all,
    zipStem: stem,
    sidecarName,
    remarks: [
      ...missingIn(profile, described),
      ...badlyPlaced(input),
      ...undecided(described),
      ...leftOut(input),
      ...(profile.caution === null ? [] : [info(profile.caution)]),
    ],
  };
}

/** Beyond this a scene's ground control points do not agree on where it lies. */
const DOUBTFUL_PX = 0.5;

export function badlyPlaced(input: PlanInput): Remark[] {
  return scenesOf(input).flatMap(({ scene: { fileName, pixelSizeMetres, placement } }) => {
    const pixel = Math.min(pixelSizeMetres?.x ?? 0, pixelSizeMetres?.y ?? 0);
    if (placement === undefined || placement.rmsMetres <= DOUBTFUL_PX * pixel) return [];
    const metres = Math.round(placement.rmsMetres);
    return [
      warning(
        `${fileName} lies where ground control points put it, and those disagree by ${metres} m on average, more than half a pixel: what is exported is no surer.`,
      ),
    ];
  });
}

/** The only coordinate system that the profile or the format allows; null where it may be chosen. */
export function fixedCrs(profile: Profile, format: VectorFormat): string | null {
  return format === "kml" ? "EPSG:4326" : profile.targetCrs;
}

const EXTENSIONS: Readonly<Record<VectorFormat, readonly string[]>> = {
  shapefile: ["shp", "shx", "dbf", "prj", "cpg"],
  geopackage: ["gpkg"],
  geojson: ["geojson"],
  kml: ["kml"],
  flatgeobuf: ["fgb"],
  csv: ["csv"],
};

function namesOf(stem: string, format: VectorFormat): string[] {
  return EXTENSIONS[format].map((extension) => `${stem}.${extension}`);
}

/** Null stands for the whole project. */
export function exportStem(scene: Scene | null): string {
  const name = scene === null ? "icefront" : scene.fileName.replace(/\.[^.]*$/, "");
  return `${safeFileName(name)}_fronts`;
}

export function scenesOf({ choice, scenes, active, document }: PlanInput): readonly OpenScene[] {
  const chosen = choice.scenes === "all" ? scenes : [active];
  return chosen.filter(({ scene }) => {
    const { review } = labelOfScene(document, scene.id);
    if (choice.review === "accepted") return review === "accepted";
    return choice.review === "all" || review !== "rejected";
  });
}

type Owner = { readonly whose: Whose; readonly name: string | null; readonly fronts: number };

/** Who has fronts in the chosen scenes, oneself and the network first, where they have any. */
export function ownersOf(input: PlanInput): readonly Owner[] {
  const fronts = scenesOf(input).flatMap(({ scene }) => frontsOfScene(input.document, scene.id));
  const owners = [null, ...annotatorsOf(fronts)].map((name) => ({
    whose: name === null ? ("mine" as const) : (`by ${name}` as const),
    name,
    fronts: fronts.filter((front) => annotatorOf(front) === name).length,
  }));
  return owners.filter((owner) => owner.fronts > 0);
}

/** The choice as far as it can hold here: with one owner there is nothing to choose. */
export function whoseFronts(input: PlanInput): Whose {
  const { whose } = input.choice;
  const owners = ownersOf(input);
  if (owners.length < 2 || whose === "everybody") return "everybody";
  if (owners.some((owner) => owner.whose === whose)) return whose;
  return owners[0]?.name === null ? "mine" : "everybody";
}

/** Whether a front is of those whose fronts are chosen. */
export function takesFront(input: PlanInput): (front: Front) => boolean {
  const whose = whoseFronts(input);
  if (whose === "everybody") return () => true;
  return (front) => {
    const name = annotatorOf(front);
    return whose === (name === null ? "mine" : `by ${name}`);
  };
}

/** Fronts that stay behind because they are somebody else's. */
export function leftOut(input: PlanInput): Remark[] {
  const whose = whoseFronts(input);
  if (whose === "everybody") return [];
  const others = ownersOf(input).filter((owner) => owner.whose !== whose);
  const counted = others.map(
    ({ name, fronts }) => `${fronts} ${name === null ? "mine or the network's" : `by ${name}`}`,
  );
  return [info(`Left out by the choice of whose fronts: ${counted.join(", ")}.`)];
}

type FrontToWrite = DescribedFront & { readonly original: Front };

function frontsToWrite(
  { document, rasters, author }: PlanInput,
  open: OpenScene,
  takes: (front: Front) => boolean,
): FrontToWrite[] {
  const { scene } = open;
  const label = labelOfScene(document, scene.id);
  const zones = zonesOf(scene, rasters.get(scene.id));
  return frontsOfScene(document, scene.id)
    .filter(takes)
    .map((original) => {
      const front = iceLeft(withIceSide(original, zones));
      return { ...describeFront(front, label, toldBy(scene), author), original };
    });
}

/** What the scene's file says by itself, as a label. */
export function toldBy({ fileName, crs, acquisition }: Scene): SceneTold {
  const { glacierName, glacierId, imageId } = productFromName(fileName);
  const { date, sensor } = acquisition;
  return { fileName, crs, description: { glacierName, glacierId, imageId, date, sensor } };
}

function undecided(fronts: readonly DescribedFront[]): Remark[] {
  const unknown = fronts.filter(({ front }) => front.iceSide === null).length;
  if (unknown === 0) return [];
  const which = unknown === fronts.length ? "every front" : `${unknown} of ${fronts.length} fronts`;
  return [
    warning(
      `The side of the ice is not known for ${which}: written as drawn or traced, the ice may lie on either side. Select the front and choose Ice left or right, or predict with a network that has zones.`,
    ),
  ];
}

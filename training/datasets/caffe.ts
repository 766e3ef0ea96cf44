// CaFFe as published: sar_images/, zones/ and fronts/, each with train/ and test/, and bounding_boxes/; names tell the facts.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readPixelBox } from "./boundingBox.ts";
import { isCalendarDate } from "./factFindings.ts";
import type { SceneFacts } from "./labelledScene.ts";
import { greyPngFile } from "./readGreyPng.ts";
import type { Finding, Listing, SceneSource } from "./sceneSource.ts";

export const CAFFE_FOLDERS = ["sar_images", "zones", "fronts"] as const;
const SUFFIXES = { sar_images: "", zones: "_zones", fronts: "_front" } as const;
const PARTS = ["train", "test"] as const;

const NAME =
  /^(?<glacier>[A-Za-z]+)_(?<date>\d{4}-\d{2}-\d{2})_(?<sensor>[A-Za-z0-9]+)_(?<resolution>\d+)_(?<quality>\d)_(?<orbit>\d+)(?:_(?<modality>[A-Za-z0-9]+))?$/;

/** The facts in `Glacier_YYYY-MM-DD_Sensor_Resolution_Quality_Orbit[_Modality]`; null for other names. */
export function factsFromCaffeName(name: string): SceneFacts | null {
  const { glacier, date, sensor, resolution } = NAME.exec(name)?.groups ?? {};
  const metres = Number(resolution);
  if (!glacier || !sensor || !date || !isCalendarDate(date)) return null;
  return {
    name,
    glacier,
    date,
    sensor,
    nominalResolutionMetres: metres,
    pixelSizeMetres: { x: metres, y: metres },
  };
}

/** `folder` holds the three folders, or data_raw/ with them. Scenes are those that any of the three names. */
export function listCaffe(folder: string): Listing {
  const root = existsSync(join(folder, "data_raw")) ? join(folder, "data_raw") : folder;
  const boxes = namesIn(join(root, "bounding_boxes"), ".txt");
  const listed = PARTS.map((part) => listPart(root, part, boxes));
  return {
    name: "CaFFe",
    attribution:
      "Gourmelon, Seehaus, Braun, Maier, Christlein (2022), CaFFe, PANGAEA, doi:10.1594/PANGAEA.940950",
    licence: "CC-BY-4.0",
    sources: listed.flatMap(({ sources }) => sources),
    findings: listed.flatMap(({ findings }) => findings),
  };
}

function listPart(root: string, part: (typeof PARTS)[number], boxes: readonly string[]) {
  const findings: Finding[] = [];
  const scenes = new Map<string, SceneSource>();
  for (const kind of CAFFE_FOLDERS)
    for (const file of namesIn(join(root, kind, part), ".png")) {
      const suffix = `${SUFFIXES[kind]}.png`;
      const name = file.slice(0, -suffix.length);
      const facts = file.endsWith(suffix) ? factsFromCaffeName(name) : null;
      const path = join(root, kind, part, file);
      if (!facts)
        findings.push({
          kind: "name",
          file: path,
          what: `is not called Glacier_YYYY-MM-DD_Sensor_Resolution_Quality_Orbit${suffix}.`,
        });
      else if (!scenes.has(name)) scenes.set(name, sourceOf(root, part, facts, path, boxes));
    }
  return { findings, sources: [...scenes.values()] };
}

function sourceOf(
  root: string,
  part: (typeof PARTS)[number],
  facts: SceneFacts,
  toldBy: string,
  boxes: readonly string[],
): SceneSource {
  const picture = (kind: (typeof CAFFE_FOLDERS)[number]) =>
    greyPngFile(join(root, kind, part, `${facts.name}${SUFFIXES[kind]}.png`));
  // A modality makes one scene's name begin with another's: the shortest that fits is the scene's own.
  const [box] = boxes
    .filter((file) => file.startsWith(facts.name) && /^[._]/.test(file.slice(facts.name.length)))
    .sort((a, b) => a.length - b.length);
  return {
    facts: { ...facts, publishedPart: part },
    toldBy,
    sar: picture("sar_images"),
    front: picture("fronts"),
    zones: picture("zones"),
    ...(box && {
      keptBox: (size) => readPixelBox(join(root, "bounding_boxes", box), size),
    }),
  };
}

/** Sorted; none when there is no such folder. */
function namesIn(folder: string, extension: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(extension))
    .sort();
}

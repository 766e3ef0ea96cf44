// What is wrong with a labelled data set: each scene's files against each other, and scenes against scenes.
import { createHash } from "node:crypto";
import { join, relative } from "node:path";
import { toAppError } from "../src/base/errors.ts";
import { distanceTransform } from "../src/inference/raster/distanceTransform.ts";
import type { SceneFacts } from "./datasets/labelledScene.ts";
import { listDataset } from "./datasets/openDataset.ts";
import {
  FINDING_TITLES,
  type Finding,
  labelFaults,
  type Picture,
  type PictureFile,
  type SceneSource,
  tryPicture,
  zoneIndices,
} from "./datasets/sceneSource.ts";

export type DatasetCheck = {
  readonly folder: string;
  readonly name: string;
  readonly scenes: readonly SceneFacts[];
  readonly findings: readonly Finding[];
};

/** Reads every picture once. Throws `option-invalid` when `folder` holds no data set. */
export async function checkDataset(
  folder: string,
  onScene: (done: number, total: number) => void,
): Promise<DatasetCheck> {
  const { name, sources, findings } = await listDataset(folder);
  const found = [...findings];
  const fileOfPixels = new Map<string, string>();
  for (const [i, source] of sources.entries()) {
    const { faults, sar } = await inspectScene(source);
    found.push(...faults);
    if (sar) {
      const key = pixelHash(sar);
      const other = fileOfPixels.get(key);
      if (other === undefined) fileOfPixels.set(key, source.sar.path);
      else {
        const what = `has the pixels of ${relative(folder, other)}.`;
        found.push({ kind: "samePixels", file: source.sar.path, what });
      }
    }
    onScene(i + 1, sources.length);
  }
  return { folder, name, scenes: sources.map(({ facts }) => facts), findings: found };
}

async function inspectScene(
  source: SceneSource,
): Promise<{ readonly faults: readonly Finding[]; readonly sar: Picture | null }> {
  const faults: Finding[] = [];
  const pictureOf = async (file: PictureFile | null): Promise<Picture | null> => {
    const picture = file && (await tryPicture(file));
    if (!picture || !("kind" in picture)) return picture;
    faults.push(picture);
    return null;
  };
  const sar = await pictureOf(source.sar);
  const front = await pictureOf(source.front);
  const zones = await pictureOf(source.zones);
  const maskFaults = labelFaults(source, { sar, front, zones });
  faults.push(...maskFaults);
  if (sar) {
    faults.push(...noDataFaults(source, sar), ...boxFaults(source, sar));
  }
  if (front && !front.values.some((value) => value > 0))
    faults.push({ kind: "emptyFront", file: source.front.path, what: "holds no front pixel." });
  else if (front && zones && !maskFaults.length)
    faults.push(...farFrontFaults(source, front, zones));
  return { faults, sar };
}

function noDataFaults({ sar: { path } }: SceneSource, { values }: Picture): Finding[] {
  const first = values.find((value) => !Number.isNaN(value)) ?? 0;
  if (values.some((value) => value !== first && !Number.isNaN(value))) return [];
  return [{ kind: "noData", file: path, what: `holds nothing but the value ${first}.` }];
}

function boxFaults({ keptBox, sar: { path } }: SceneSource, picture: Picture): Finding[] {
  try {
    keptBox?.(picture);
    return [];
  } catch (error) {
    const what = `has a bounding box that cannot be used: ${toAppError(error).message}`;
    return [{ kind: "unreadable", file: path, what }];
  }
}

const NEAR_PX = 3;
const FAR_SHARE01 = 0.2;
const [GLACIER, OCEAN] = [2, 3];

/** Where more than a fifth of the front lies farther than three pixels from where glacier and ocean touch. */
function farFrontFaults(source: SceneSource, front: Picture, zones: Picture): Finding[] {
  const toEdge = distanceTransform(glacierOceanEdge(zones), zones);
  let [count, far] = [0, 0];
  for (const [i, value] of front.values.entries())
    if (value > 0) {
      count++;
      if ((toEdge[i] as number) > NEAR_PX) far++;
    }
  if (far <= FAR_SHARE01 * count) return [];
  const percent = Math.round((100 * far) / count);
  const what = `has ${percent} % of its front farther than ${NEAR_PX} pixels from any glacier-ocean edge.`;
  return [{ kind: "farFront", file: source.front.path, what }];
}

/** Each pair of neighbours once: to the right, and the three below. */
const NEIGHBOURS = [
  { right: 1, down: 0 },
  { right: -1, down: 1 },
  { right: 0, down: 1 },
  { right: 1, down: 1 },
];

/** 1 on glacier pixels with ocean among their eight neighbours, and the other way round. */
function glacierOceanEdge(picture: Picture): Uint8Array {
  const { widthPx, heightPx } = picture;
  const zones = zoneIndices(picture);
  const edge = new Uint8Array(zones.length);
  for (const { right, down } of NEIGHBOURS) {
    const offset = down * widthPx + right;
    for (let row = 0; row < heightPx - down; row++)
      for (let col = Math.max(0, -right); col < widthPx - Math.max(0, right); col++) {
        const at = row * widthPx + col;
        const [one, other] = [zones[at] as number, zones[at + offset] as number];
        if ((one === GLACIER && other === OCEAN) || (one === OCEAN && other === GLACIER))
          edge[at] = edge[at + offset] = 1;
      }
  }
  return edge;
}

/** The same for the same values, whatever their depth. */
function pixelHash({ widthPx, heightPx, values }: Picture): string {
  const floats = Float32Array.from(values);
  return createHash("sha256").update(`${widthPx} x ${heightPx}`).update(floats).digest("hex");
}

/** Findings by kind, then how many scenes there are of each glacier, sensor, year and resolution. */
export function checkReport({ folder, name, scenes, findings }: DatasetCheck): string {
  const lines = [
    `${name}, ${folder}: ${counted(scenes.length, "scene")}, ${counted(findings.length, "finding")}.`,
  ];
  for (const [kind, title] of Object.entries(FINDING_TITLES)) {
    const ofKind = findings.filter((finding) => finding.kind === kind);
    if (!ofKind.length) continue;
    lines.push("", `${title}: ${ofKind.length}`);
    for (const { file, what } of ofKind)
      lines.push(`  ${relative(folder, file)} ${what.replaceAll(join(folder, "/"), "")}`);
  }
  const columns: [string, (facts: SceneFacts) => string][] = [
    ["glacier", ({ glacier }) => glacier],
    ["sensor", ({ sensor }) => sensor],
    ["year", ({ date }) => date.slice(0, 4)],
    ["resolution", (facts) => `${facts.nominalResolutionMetres} m`],
  ];
  lines.push("", "Scenes by");
  for (const [title, of] of columns) lines.push(`  ${title.padEnd(12)}${countedBy(scenes, of)}`);
  return lines.join("\n");
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function countedBy(scenes: readonly SceneFacts[], of: (facts: SceneFacts) => string): string {
  const counts = new Map<string, number>();
  for (const scene of scenes) counts.set(of(scene), (counts.get(of(scene)) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }))
    .map(([value, count]) => `${value}: ${count}`)
    .join(", ");
}

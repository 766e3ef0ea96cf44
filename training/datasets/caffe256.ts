// The data set caffe256: CaFFe training scenes resampled to 256 x 256, with index.csv, sar/, zones/ and fronts/.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "../../src/base/errors.ts";
import { type Dataset, type LabelledScene, type SceneFacts, ZONE_CODES } from "./labelledScene.ts";
import { type GreyImage, readGreyPng } from "./readGreyPng.ts";

/** Throws `file-unreadable` when index.csv is missing or lacks a column. */
export function openCaffe256(folder: string): Dataset {
  const scenes = readIndex(join(folder, "index.csv"));
  const byName = new Map(scenes.map((scene) => [scene.name, scene]));
  return {
    name: "caffe256 (CaFFe training scenes)",
    attribution:
      "Gourmelon, Seehaus, Braun, Maier, Christlein (2022), CaFFe, PANGAEA, doi:10.1594/PANGAEA.940950; changed: resized to 256 x 256 by a third party, zones recoded",
    licence: "CC-BY-4.0",
    scenes,
    read: (name) => readScene(folder, byName.get(name), name),
  };
}

function readScene(folder: string, facts: SceneFacts | undefined, name: string): LabelledScene {
  if (!facts) throw new AppError("file-unreadable", `${folder}/index.csv lists no scene ${name}.`);
  const sar = readGreyPng(join(folder, "sar", `${name}.png`));
  const front = readGreyPng(join(folder, "fronts", `${name}.png`));
  const zones = readGreyPng(join(folder, "zones", `${name}.png`));
  requireSameSize(sar, front, `fronts/${name}.png`);
  requireSameSize(sar, zones, `zones/${name}.png`);
  return {
    ...facts,
    band: { widthPx: sar.widthPx, heightPx: sar.heightPx, values: Float32Array.from(sar.values) },
    front: Uint8Array.from(front.values, (value) => (value > 127 ? 1 : 0)),
    zones: zoneIndices(zones, `zones/${name}.png`),
  };
}

function zoneIndices({ values }: GreyImage, file: string): Uint8Array {
  return Uint8Array.from(values, (code) => {
    const zone = ZONE_CODES.indexOf(code as never);
    if (zone < 0)
      throw new AppError(
        "file-unreadable",
        `${file} holds the code ${code}; zones are ${ZONE_CODES.join(", ")}.`,
      );
    return zone;
  });
}

function requireSameSize(sar: GreyImage, other: GreyImage, file: string): void {
  if (sar.widthPx !== other.widthPx || sar.heightPx !== other.heightPx)
    throw new AppError(
      "file-unreadable",
      `${file} is ${other.widthPx} x ${other.heightPx}, its SAR picture ${sar.widthPx} x ${sar.heightPx}.`,
    );
}

const COLUMNS = ["name", "glacier", "date", "sensor", "nominal_res_m", "m_per_px_x", "m_per_px_y"];

function readIndex(path: string): SceneFacts[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new AppError("file-unreadable", `${path} cannot be read.`, { cause });
  }
  const [header = "", ...lines] = text.trim().split(/\r?\n/);
  const names = header.split(",");
  const missing = COLUMNS.filter((column) => !names.includes(column));
  if (missing.length)
    throw new AppError("file-unreadable", `${path} lacks the column ${missing.join(", ")}.`);
  return lines.map((line) => {
    const cells = line.split(",");
    const cell = (column: string) => cells[names.indexOf(column)] ?? "";
    return {
      name: cell("name"),
      glacier: cell("glacier"),
      date: cell("date"),
      sensor: cell("sensor"),
      nominalResolutionMetres: Number(cell("nominal_res_m")),
      pixelSizeMetres: { x: Number(cell("m_per_px_x")), y: Number(cell("m_per_px_y")) },
    };
  });
}

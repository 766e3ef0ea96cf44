// The data set caffe256: CaFFe training scenes resampled to 256 x 256, with index.csv, sar/, zones/ and fronts/.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "../../src/base/errors.ts";
import type { SceneFacts } from "./labelledScene.ts";
import { greyPngFile } from "./readGreyPng.ts";
import type { Listing } from "./sceneSource.ts";

/** Throws `file-unreadable` when index.csv is missing or lacks a column. */
export function listCaffe256(folder: string): Listing {
  const toldBy = join(folder, "index.csv");
  return {
    name: "caffe256 (CaFFe training scenes)",
    attribution:
      "Gourmelon, Seehaus, Braun, Maier, Christlein (2022), CaFFe, PANGAEA, doi:10.1594/PANGAEA.940950; changed: resized to 256 x 256 by a third party, zones recoded",
    licence: "CC-BY-4.0",
    sources: readIndex(toldBy).map((facts) => ({
      facts,
      toldBy,
      sar: greyPngFile(join(folder, "sar", `${facts.name}.png`)),
      front: greyPngFile(join(folder, "fronts", `${facts.name}.png`)),
      zones: greyPngFile(join(folder, "zones", `${facts.name}.png`)),
    })),
    findings: [],
  };
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

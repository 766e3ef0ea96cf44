// Any labelled data set by its folder: the layout is recognised, and a data set with faulty facts is refused.
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "../../src/base/errors.ts";
import { TILES_FILE } from "../../src/scene/trainingTiles.ts";
import { CAFFE_FOLDERS, listCaffe } from "./caffe.ts";
import { listCaffe256 } from "./caffe256.ts";
import { checkFacts } from "./factFindings.ts";
import { isGeoTiff, listGeoTiffs } from "./labelledGeoTiffs.ts";
import type { Dataset } from "./labelledScene.ts";
import { findingError, type Listing, readLabelled } from "./sceneSource.ts";
import { listTrainingTiles } from "./trainingTiles.ts";

type Layout = {
  readonly lookedFor: string;
  readonly isHere: (folder: string) => boolean;
  readonly list: (folder: string) => Listing | Promise<Listing>;
};

const LAYOUTS: readonly Layout[] = [
  {
    lookedFor: "index.csv with sar/ (caffe256)",
    isHere: (folder) => existsSync(join(folder, "index.csv")) && existsSync(join(folder, "sar")),
    list: listCaffe256,
  },
  {
    lookedFor: "sar_images/, zones/ and fronts/, also in data_raw/ (CaFFe as published)",
    isHere: (folder) =>
      [folder, join(folder, "data_raw")].some((root) =>
        CAFFE_FOLDERS.every((name) => existsSync(join(root, name))),
      ),
    list: listCaffe,
  },
  {
    lookedFor: `${TILES_FILE} (training tiles)`,
    isHere: (folder) => existsSync(join(folder, TILES_FILE)),
    list: listTrainingTiles,
  },
  {
    lookedFor: "X.tif with X_front.geojson or X_fronts.geojson (labelled GeoTIFFs)",
    isHere: (folder) => readdirSync(folder).some(isGeoTiff),
    list: listGeoTiffs,
  },
];

/**
 * Reads no picture yet. Throws `option-invalid` naming what was looked for when `folder` holds no data set, and
 * `file-unreadable` for the first scene whose name or facts cannot be used.
 */
export async function openDataset(folder: string): Promise<Dataset> {
  const { name, attribution, licence, sources, findings } = await listDataset(folder);
  const fault = findings.find(({ kind }) => kind !== "unlabelled");
  if (fault) throw findingError(fault);
  if (!sources.length)
    throw new AppError("option-invalid", `${folder} holds no scene with a front label.`);
  const byName = new Map(sources.map((source) => [source.facts.name, source]));
  return {
    name,
    attribution,
    licence,
    scenes: sources.map(({ facts }) => facts),
    read: (scene) => {
      const source = byName.get(scene);
      if (!source) throw new AppError("file-unreadable", `${folder} has no scene ${scene}.`);
      return readLabelled(source);
    },
  };
}

/** Looks a folder through, with what is wrong already. Throws `option-invalid` when it holds no data set. */
export async function listDataset(folder: string): Promise<Listing> {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new AppError("option-invalid", `There is no folder ${folder}.`);
  const layout = LAYOUTS.find(({ isHere }) => isHere(folder));
  if (!layout) {
    const lookedFor = LAYOUTS.map((one) => `\n  ${one.lookedFor}`).join("");
    throw new AppError(
      "option-invalid",
      `${folder} holds no data set. One of these was looked for:${lookedFor}`,
    );
  }
  const listing = await layout.list(folder);
  const { sources, findings } = checkFacts(listing.sources);
  return { ...listing, sources, findings: [...listing.findings, ...findings] };
}

/** The scenes of all. Throws `option-invalid` when two have a scene of the same name. */
export function joinDatasets(datasets: readonly Dataset[]): Dataset {
  const home = new Map<string, Dataset>();
  for (const dataset of datasets)
    for (const { name } of dataset.scenes) {
      const other = home.get(name);
      if (other)
        throw new AppError(
          "option-invalid",
          `Both ${other.name} and ${dataset.name} have a scene ${name}: rename one.`,
        );
      home.set(name, dataset);
    }
  const joined = (texts: readonly string[], by: string) =>
    [...new Set(texts)].filter((text) => text !== "").join(by);
  return {
    name: joined(
      datasets.map(({ name }) => name),
      " and ",
    ),
    attribution: joined(
      datasets.map(({ attribution }) => attribution),
      "; ",
    ),
    licence: joined(
      datasets.map(({ licence }) => licence),
      " and ",
    ),
    scenes: datasets.flatMap(({ scenes }) => scenes),
    read: (name) => {
      const dataset = home.get(name);
      if (!dataset) throw new AppError("file-unreadable", `There is no scene ${name}.`);
      return dataset.read(name);
    },
  };
}

// Figures of attention maps over scenes, as tables, CSV, JSON and charts.
import { type ChartLine, lineChartFile } from "../../src/figures/lineChart.ts";
import {
  type AttentionFigures,
  NEAR_METRES,
  type RegionEnergy,
} from "../../src/inference/scores/attentionFigures.ts";
import { markdownTable } from "../markdownTable.ts";
import { mean } from "../summariseScores.ts";
import type { JudgedMap } from "./judgeAttention.ts";

type Column = {
  /** In CSV and JSON. */
  readonly key: string;
  /** In the table; null for what stands in CSV and JSON alone. */
  readonly title: string | null;
  readonly digits: number;
  readonly of: (figures: AttentionFigures) => number | null;
};

const near = (metres: number, i: number): Column[] => [
  {
    key: `mass_${metres}m`,
    title: null,
    digits: 3,
    of: (figures) => figures.near?.[i]?.mass01 ?? null,
  },
  {
    key: `area_${metres}m`,
    title: null,
    digits: 3,
    of: (figures) => figures.near?.[i]?.area01 ?? null,
  },
  {
    key: `concentration_${metres}m`,
    title: `concentration ${metres} m`,
    digits: 2,
    of: (figures) => figures.near?.[i]?.concentration ?? null,
  },
];

const region = (
  key: string,
  title: string,
  of: (energy: AttentionFigures["energy"]) => RegionEnergy | null,
): Column[] => [
  {
    key: `energy_${key}`,
    title: null,
    digits: 3,
    of: ({ energy }) => of(energy)?.energy01 ?? null,
  },
  { key: `area_${key}`, title: null, digits: 3, of: ({ energy }) => of(energy)?.area01 ?? null },
  {
    key: `quotient_${key}`,
    title,
    digits: 2,
    of: ({ energy }) => of(energy)?.quotient ?? null,
  },
];

/** Every figure of a map. */
const COLUMNS: readonly Column[] = [
  ...NEAR_METRES.flatMap(near),
  { key: "entropy", title: "entropy", digits: 3, of: ({ entropy01 }) => entropy01 },
  {
    key: "distance_correlation",
    title: "distance correlation",
    digits: 2,
    of: ({ distanceCorrelation }) => distanceCorrelation,
  },
  ...region("no_data", "padding", ({ noData }) => noData),
  ...region("rock", "rock", ({ rock }) => rock),
  ...region("glacier", "glacier", ({ glacier }) => glacier),
  ...region("ocean_and_melange", "ocean and melange", ({ oceanAndMelange }) => oceanAndMelange),
  { key: "mean", title: "mean", digits: 2, of: (figures) => figures.mean },
  { key: "deviation", title: "deviation", digits: 2, of: ({ deviation }) => deviation },
  { key: "saturated", title: "above 0.99", digits: 2, of: ({ saturated01 }) => saturated01 },
];

/** Over the scenes that have the figure. */
type Spread = {
  readonly mean: number;
  /** Population standard deviation. */
  readonly deviation: number;
  readonly scenes: number;
};

/** One layer of one network over the scenes. */
export type AttentionRow = Pick<JudgedMap, "network" | "weights" | "epoch" | "layer"> & {
  readonly scenes: number;
  /** By the keys of attention.csv; null where no scene has the figure. */
  readonly figures: Readonly<Record<string, Spread | null>>;
};

/** In the order of the maps: a row for each layer of each network. */
export function summariseAttention(maps: readonly JudgedMap[]): AttentionRow[] {
  const groups = new Map<string, JudgedMap[]>();
  for (const map of maps) {
    const key = JSON.stringify([map.network, map.weights, map.layer]);
    const group = groups.get(key) ?? [];
    group.push(map);
    groups.set(key, group);
  }
  return [...groups.values()].map((group) => {
    const { network, weights, epoch, layer } = group[0] as JudgedMap;
    const figures = COLUMNS.map(({ key, of }) => [
      key,
      spreadOfValues(group.flatMap((map) => of(map.figures) ?? [])),
    ]);
    return {
      ...{ network, weights, epoch, layer },
      scenes: group.length,
      figures: Object.fromEntries(figures),
    };
  });
}

function spreadOfValues(values: readonly number[]): Spread | null {
  if (!values.length) return null;
  const middle = mean(values);
  const deviation = Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
  return { mean: middle, deviation, scenes: values.length };
}

/** A line for each map of each scene; a figure that it lacks is left empty. */
export function attentionCsv(maps: readonly JudgedMap[]): string {
  const header = ["network", "weights", "layer", "scene", "glacier", "date"];
  const rows = maps.map(({ network, weights, layer, scene, figures }) => [
    ...[network, weights, layer, scene.name, scene.glacier, scene.date],
    ...COLUMNS.map(({ of }) => of(figures)?.toFixed(5) ?? ""),
  ]);
  return [[...header, ...COLUMNS.map(({ key }) => key)], ...rows]
    .map((cells) => `${cells.join()}\n`)
    .join("");
}

/** What is missing, a sentence each. */
export function attentionNotes(maps: readonly JudgedMap[]): string[] {
  const byScene = new Map(maps.map(({ figures, scene }) => [scene.name, figures]));
  const scenes = [...byScene.values()];
  const without = (is: (figures: AttentionFigures) => boolean, what: string, lost: string) => {
    const count = scenes.filter(is).length;
    if (count === 0) return [];
    if (count === scenes.length) return [`No scene has ${what}: ${lost} left out.`];
    const lack = `${count} of ${scenes.length} scenes ${count === 1 ? "has" : "have"}`;
    return [`${lack} no ${what.replace("a ", "")}: ${lost} of the others.`];
  };
  return [
    ...without(({ near }) => near === null, "a front", "what is measured from it is"),
    ...without(({ energy }) => energy.rock === null, "zones", "figures of zones are"),
  ];
}

/** The page attention.md. */
export function attentionMarkdown(
  rows: readonly AttentionRow[],
  { notes, title }: { readonly title: string; readonly notes: readonly string[] },
): string {
  const shown = COLUMNS.filter((column) => column.title !== null);
  const table = markdownTable({
    header: ["network", "weights", "layer", ...shown.map((column) => column.title ?? "")],
    rows: rows.map(({ figures, layer, network, weights }) => [
      ...[network, weights, layer],
      ...shown.map(({ digits, key }) => cell(figures[key] ?? null, digits)),
    ]),
  });
  return [
    `# ${title}`,
    "",
    "Means over scenes ± standard deviation. Concentration: share of the map's sum within so many metres of the labelled front, over the share of pixels there. Zones and padding: share of the sum of squares over share of pixels. 1 is what an even map has; docs/attention.md has the formulas.",
    "",
    ...notes.flatMap((note) => [note, ""]),
    table,
    "",
  ].join("\n");
}

function cell(spread: Spread | null, digits: number): string {
  return spread === null
    ? "-"
    : `${spread.mean.toFixed(digits)} ± ${spread.deviation.toFixed(digits)}`;
}

/** What is drawn, by column. */
const DRAWN = [
  { key: "concentration_500m", title: "Concentration within 500 m of the front" },
  { key: "distance_correlation", title: "Rank correlation with the distance to the front" },
  { key: "saturated", title: "Share of pixels above 0.99" },
] as const;

/** SVG files by name: each figure by layer and, where a run has weights of several epochs, by epoch in each layer. */
export function attentionCharts(rows: readonly AttentionRow[]): Map<string, string> {
  const charts = new Map<string, string>();
  const layers = [...new Set(rows.map(({ layer }) => layer))].toSorted();
  for (const { key, title } of DRAWN) {
    const lines = linesOf(lastRows(rows), key, ({ layer }) => Number(layer.slice("alpha".length)));
    const xTitle = "layer, from fine to coarse";
    charts.set(`${key}.svg`, lineChartFile({ title, xTitle, yTitle: "", lines }));
    for (const layer of layers) {
      const ofLayer = rows.filter((row) => row.layer === layer && row.epoch !== null);
      const byEpoch = linesOf(ofLayer, key, ({ epoch }) => epoch ?? 0).filter(
        ({ points }) => points.length > 1,
      );
      if (!byEpoch.length) continue;
      const options = { title: `${title}: ${layer}`, xTitle: "epoch", yTitle: "", lines: byEpoch };
      charts.set(`${key}-${layer}-by-epoch.svg`, lineChartFile(options));
    }
  }
  return charts;
}

/** Of each network its last weights: a run's best ones, where they are among its rows. */
function lastRows(rows: readonly AttentionRow[]): AttentionRow[] {
  const last = new Map(rows.map(({ network, weights }) => [network, weights]));
  return rows.filter(({ network, weights }) => last.get(network) === weights);
}

/** A line for each network; of two rows at one place the last one stays. */
function linesOf(
  rows: readonly AttentionRow[],
  key: string,
  xOf: (row: AttentionRow) => number,
): ChartLine[] {
  return [...new Set(rows.map(({ network }) => network))].map((name) => {
    const points = new Map<number, number>();
    for (const row of rows) {
      const spread = row.figures[key];
      if (row.network === name && spread) points.set(xOf(row), spread.mean);
    }
    return { name, points: [...points].toSorted(([a], [b]) => a - b) };
  });
}

// The study's tables beside the published ones, as Markdown and as sections of the report.
import { markdownTable, type Table } from "./markdownTable.ts";
import { htmlTable } from "./report/reportHtml.ts";
import {
  DISTANCE_WEIGHTS,
  lossName,
  networkName,
  PUBLISHED_TABLE_ONE,
  PUBLISHED_TABLE_TWO,
  STUDY_VARIANTS,
  type StudyVariant,
  type TableOneColumns,
} from "./study.ts";
import type { UnetConfig } from "./trainingConfig.ts";

/** One run's figures on the test scenes; every threshold was chosen on validation scenes. */
export type StudyScore = {
  readonly variant: StudyVariant;
  readonly bestEpoch: number;
  readonly testScenes: number;
  /** 0..1, each column at its own threshold, as in the paper. */
  readonly columns: TableOneColumns;
  readonly thresholds: TableOneColumns;
  /** At the Dice threshold, pooled over scenes; pixels of the network's grid. Null without a labelled scene. */
  readonly thicknessPx: number | null;
  readonly certaintyMetres: number | null;
};

export type StudyTables = {
  readonly base: UnetConfig;
  readonly scores: readonly StudyScore[];
};

const COLUMNS = [
  ["dice", "Dice"],
  ["wdice4", "WDice4"],
  ["wdice8", "WDice8"],
  ["wdice16", "WDice16"],
  ["iou", "IoU"],
] as const satisfies readonly (readonly [keyof TableOneColumns, string])[];

export function studyMarkdown(tables: StudyTables): string {
  return [
    "## Table I: test scenes, percent (published figures in brackets)",
    markdownTable(tableOne(tables)),
    "",
    "## Table II: width of the predicted band (published in brackets)",
    markdownTable(tableTwo(tables)),
    "",
    "## Thresholds, chosen on validation scenes",
    markdownTable(thresholds(tables)),
    "",
    setUp(tables),
    "",
  ].join("\n");
}

/** HTML sections for the report page. */
export function studySections(tables: StudyTables): string[] {
  const section = (title: string, { header, rows }: Table) =>
    `<h2>${title}</h2>${htmlTable(header, rows)}`;
  return [
    section("Table I: test scenes, percent (published figures in brackets)", tableOne(tables)),
    section("Table II: width of the predicted band (published in brackets)", tableTwo(tables)),
    section("Thresholds, chosen on validation scenes", thresholds(tables)),
    `<p>${setUp(tables)}</p>`,
  ];
}

function tableOne({ scores }: StudyTables): Table {
  const rows = STUDY_VARIANTS.flatMap((variant) => {
    const score = scores.find((one) => one.variant.name === variant.name);
    const published = PUBLISHED_TABLE_ONE[variant.name];
    if (!score) return [];
    const cells = COLUMNS.map(
      ([column]) =>
        `${(100 * score.columns[column]).toFixed(1)} (${published?.[column].toFixed(1) ?? "-"})`,
    );
    return [
      [networkName(variant.attention), lossName(variant.w), ...cells, String(score.bestEpoch)],
    ];
  });
  return {
    header: ["network", "loss", ...COLUMNS.map(([, title]) => title), "epoch"],
    rows,
  };
}

function tableTwo({ base, scores }: StudyTables): Table {
  const toPaperPx = 512 / base.preprocessing.sizePx;
  const rows = DISTANCE_WEIGHTS.flatMap((w) => {
    const published = PUBLISHED_TABLE_TWO[w];
    return scores
      .filter(({ variant }) => variant.w === w)
      .map(({ variant, thicknessPx, certaintyMetres }) => [
        networkName(variant.attention),
        lossName(w),
        thicknessPx === null ? "-" : thicknessPx.toFixed(1),
        `${thicknessPx === null ? "-" : (thicknessPx * toPaperPx).toFixed(1)} (${published?.thicknessPx.toFixed(1)})`,
        `${certaintyMetres === null ? "-" : certaintyMetres.toFixed(0)} (${published?.certaintyMetres.toFixed(0)})`,
      ]);
  });
  return {
    header: [
      "network",
      "loss",
      `thickness, px of ${base.preprocessing.sizePx}`,
      "thickness, px of 512",
      "certainty, m",
    ],
    rows,
  };
}

function thresholds({ scores }: StudyTables): Table {
  const rows = scores.map(({ variant, thresholds: at }) => [
    networkName(variant.attention),
    lossName(variant.w),
    ...COLUMNS.map(([column]) => at[column].toFixed(2)),
  ]);
  return { header: ["network", "loss", ...COLUMNS.map(([, title]) => title)], rows };
}

function setUp({ base, scores }: StudyTables): string {
  const { network, preprocessing, phases, batch } = base;
  const epochs = phases
    .map(({ epochs, sizePx }) => `${epochs} epochs of ${sizePx} px pictures`)
    .join(", then ");
  return `Here: ${network.baseWidth} base channels, ${preprocessing.sizePx} px, ${epochs}, batch ${batch}, ${scores[0]?.testScenes ?? 0} test scenes. Published: 32 channels, 512 px, 50 test scenes, thresholds chosen on the test scenes. Distance weights and widths are scaled to the same distance on the ground. Thickness = predicted pixels / pixels of the labelled line; certainty = thickness * pixel / 2.`;
}

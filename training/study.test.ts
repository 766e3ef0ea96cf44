import { expect, it } from "vitest";
import { smallConfig } from "../test/fixtures/torchRun.ts";
import { PUBLISHED_TABLE_ONE, STUDY_VARIANTS, variantConfig } from "./study.ts";
import { type StudyScore, studyMarkdown, studySections } from "./studyTables.ts";

const base = {
  ...smallConfig,
  preprocessing: { ...smallConfig.preprocessing, sizePx: 256 },
  monitor: { metric: "softDice", w: 0 },
} as const;

it("trains both nets under each of the four losses, with distance weights of the same ground size", () => {
  expect(STUDY_VARIANTS).toHaveLength(8);
  const configs = STUDY_VARIANTS.map((variant) => variantConfig(base, variant));
  const facts = configs.map(({ network, loss, monitor }) => [network.attention, loss.w, monitor.w]);
  expect(facts).toEqual([
    [false, 0, 0],
    [true, 0, 0],
    [false, 2, 2],
    [true, 2, 2],
    [false, 4, 4],
    [true, 4, 4],
    [false, 8, 8],
    [true, 8, 8],
  ]);
  expect(STUDY_VARIANTS.every(({ name }) => name in PUBLISHED_TABLE_ONE)).toBe(true);
});

it("sets its figures beside the published ones", () => {
  const columns = { dice: 0.5, wdice4: 0.6, wdice8: 0.7, wdice16: 0.8, iou: 0.4 };
  const variant = STUDY_VARIANTS[5];
  if (!variant) throw new Error("no such variant");
  const score: StudyScore = {
    variant,
    bestEpoch: 12,
    testScenes: 42,
    columns,
    thresholds: columns,
    thicknessPx: 5,
    certaintyMetres: 200,
  };
  const lines = studyMarkdown({ base, scores: [score] }).split("\n");
  expect(lines).toContain(
    "| Attention U-Net | WBCE8 | 50.0 (70.8) | 60.0 (82.5) | 70.0 (86.1) | 80.0 (89.2) | 40.0 (56.1) | 12 |",
  );
  expect(lines).toContain("| Attention U-Net | WBCE8 | 5.0 | 10.0 (10.6) | 200 (237) |");
  expect(studySections({ base, scores: [score] }).join("")).toContain("50.0 (70.8)");
});

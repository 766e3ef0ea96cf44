// The networks side by side in figures: against the known front where there is one, and how sharp their bands are.
import { useMemo } from "react";
import type { Made } from "../../store/insight/followInsight.ts";
import type { ScoredBand } from "../../store/insight/insightStore.ts";
import type { KnownFront } from "../../store/insight/knownFronts.ts";
import type { OpenScene } from "../../store/scenesStore.ts";
import { formatMetres } from "../formatQuantities.ts";
import { noFrontText } from "./noFrontText.ts";
import { distanceText, frontLines } from "./useInsight.ts";

type ScoredRow = {
  readonly title: string;
  readonly made: Made;
  readonly scored: ScoredBand | undefined;
};

type Props = {
  readonly open: OpenScene;
  readonly rows: readonly ScoredRow[];
  readonly truth: KnownFront | null;
  /** What a row stands for. */
  readonly of?: string;
};

const percent = (value: number | null | undefined) =>
  value == null ? "–" : (100 * value).toFixed(1);
const metres = (value: number | null | undefined) => (value == null ? "–" : formatMetres(value));

export function ScoreTable({ of = "Network", open, rows, truth }: Props) {
  const nothing = noFrontText(
    rows.map(({ made, title }) => ({ title, fronts: made.result?.fronts.length })),
  );
  return (
    <div className="score-table">
      <table>
        <thead>
          <tr>
            <th scope="col">{of}</th>
            <th scope="col">Fronts</th>
            {truth && (
              <>
                <th scope="col" title="Mean distance to the known front, both directions pooled">
                  Mean distance
                </th>
                <th
                  scope="col"
                  title="Of the band, with the known front thickened as in the seed paper, %"
                >
                  Dice
                </th>
                <th scope="col">WDice 4</th>
                <th scope="col">WDice 8</th>
                <th scope="col">WDice 16</th>
                <th scope="col">IoU</th>
                <th scope="col" title="Predicted pixels over pixels of the known front's line">
                  Thickness
                </th>
              </>
            )}
            <th
              scope="col"
              title={
                truth
                  ? "Half of the thickness, on the ground"
                  : "Half the width of the traced bands on the ground, their mean by length"
              }
            >
              Certainty
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <ScoreRow key={row.made.variant.modelId} {...{ open, row, truth }} />
          ))}
        </tbody>
      </table>
      {nothing !== null && <p className="notice-text">{nothing}</p>}
      <p className="quiet hint">{noteOf(truth)}</p>
    </div>
  );
}

function ScoreRow({
  open,
  row,
  truth,
}: Pick<Props, "open" | "truth"> & { readonly row: ScoredRow }) {
  const { made, scored, title } = row;
  const { result } = made;
  const scores = scored?.scores;
  const distance = useMemo(
    () => (result && truth ? distanceText(open.scene, frontLines(result), truth.lines) : "–"),
    [open.scene, result, truth],
  );
  return (
    <tr>
      <th scope="row">{title}</th>
      <td>{result?.fronts.length ?? "–"}</td>
      {truth && (
        <>
          <td>{distance}</td>
          <td>{percent(scores?.dice)}</td>
          <td>{percent(scores?.wdice4)}</td>
          <td>{percent(scores?.wdice8)}</td>
          <td>{percent(scores?.wdice16)}</td>
          <td>{percent(scores?.iou)}</td>
          <td>{scores?.thicknessPx == null ? "–" : `${scores.thicknessPx.toFixed(1)} px`}</td>
        </>
      )}
      <td>{metres(truth ? scores?.certaintyMetres : meanHalfWidth(made))}</td>
    </tr>
  );
}

/** Of the traced fronts, by length; null without any, or without CRS. */
function meanHalfWidth({ result }: Made): number | null {
  let [sum, length] = [0, 0];
  for (const { certaintyMetres, lengthMetres } of result?.fronts ?? []) {
    if (certaintyMetres === null || lengthMetres === null) continue;
    sum += certaintyMetres * lengthMetres;
    length += lengthMetres;
  }
  return length === 0 ? null : sum / length;
}

function noteOf(truth: KnownFront | null): string {
  if (truth === null)
    return "Choose a known front, or open a mask of one, to score the networks. Certainty is that of the traced fronts.";
  return `Against “${truth.title}”, on the first network's grid, in percent; mean distance of the traced fronts on the ground, in the scene's pixels where their size is not known.`;
}

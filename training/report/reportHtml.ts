// A report of training runs as one self-contained HTML page: no script, no request.

import { type ChartLine, escapeHtml, lineChart } from "../../src/figures/lineChart.ts";
import { OVERLAY_COLOURS } from "../../src/figures/picture.ts";
import { lossInWords } from "../../src/models/trainedNetwork.ts";
import type { RunFolder } from "../runFolder.ts";

export type ScenePicture = {
  readonly name: string;
  readonly dice: number;
  /** Data URI. */
  readonly picture: string;
};

/** The attention maps of one scene as the network learned: a row for each kept epoch. */
export type Evolution = {
  readonly scene: string;
  readonly rows: readonly {
    readonly title: string;
    readonly pictures: readonly { readonly name: string; readonly picture: string }[];
  }[];
};

export type ReportedRun = {
  readonly run: RunFolder;
  /** Validation scenes at the best epoch's threshold, worst first. */
  readonly scenes: readonly ScenePicture[];
  readonly evolution: Evolution | null;
};

/** `sections` are HTML put after the overview: a study's tables. */
export function reportHtml(
  title: string,
  runs: readonly ReportedRun[],
  sections: readonly string[] = [],
): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<h2>Runs</h2>
${overview(runs)}
${sections.join("\n")}
<h2>Curves</h2>
${curves(runs)}
${runs.map(runSection).join("\n")}
</body>
</html>
`;
}

/** Rows of cells; the first column is a heading, numbers stand right. */
export function htmlTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (row: readonly string[]) =>
    row
      .map((cell, i) =>
        i === 0 ? `<th scope="row">${escapeHtml(cell)}</th>` : `<td>${escapeHtml(cell)}</td>`,
      )
      .join("");
  return `<div class="wide"><table><thead><tr>${header.map((cell) => `<th scope="col">${escapeHtml(cell)}</th>`).join("")}</tr></thead><tbody>${rows.map((row) => `<tr>${cells(row)}</tr>`).join("")}</tbody></table></div>`;
}

function overview(runs: readonly ReportedRun[]): string {
  const rows = runs.map(({ run }) => {
    const best = run.log.find(({ epoch }) => epoch === run.bestEpoch);
    const figure = (value: number | undefined) => value?.toFixed(3) ?? "-";
    const last = run.log.at(-1);
    return [
      run.name,
      lossInWords(run.config.loss),
      run.parameters.toLocaleString("en"),
      `${last?.epoch ?? 0} of ${last?.of ?? 0}`,
      String(run.bestEpoch),
      figure(best?.validation?.softDice),
      figure(best?.validation?.dice),
      best?.validation?.threshold?.toFixed(2) ?? "-",
      figure(best?.test?.dice),
      String(Math.round(run.log.reduce((sum, { seconds }) => sum + seconds, 0) / 60)),
    ];
  });
  const header = [
    "run",
    "loss",
    "parameters",
    "epochs",
    "best epoch",
    "validation soft Dice",
    "validation Dice",
    "threshold",
    "test Dice (watched)",
    "minutes",
  ];
  return htmlTable(header, rows);
}

function curves(runs: readonly ReportedRun[]): string {
  const lines = (name: string, y: (record: RunFolder["log"][number]) => number | undefined) =>
    runs.map(({ run }): ChartLine => {
      // Epochs that were not judged leave no gap.
      const points = run.log.flatMap((record) => {
        const value = y(record);
        return value === undefined ? [] : [[record.epoch, value] as const];
      });
      return { name: `${run.name}${name}`, points };
    });
  const withCompanion = (first: ChartLine[], second: ChartLine[]) =>
    first.flatMap((line, i) => [line, { ...(second[i] as ChartLine), dashed: true }]);
  const charts = [
    { title: "Training loss", yTitle: "loss", lines: lines("", ({ loss }) => loss) },
    {
      title: "Dice on validation scenes",
      yTitle: "Dice",
      lines: withCompanion(
        lines(", at the best threshold", ({ validation }) => validation?.dice),
        lines(", of the probabilities", ({ validation }) => validation?.softDice),
      ),
    },
    {
      title: "Learning rate at the epoch's end",
      yTitle: "learning rate",
      lines: lines("", ({ learningRate }) => learningRate),
    },
  ];
  return charts.map((chart) => lineChart({ xTitle: "epoch", ...chart })).join("\n");
}

function runSection({ run, scenes, evolution }: ReportedRun): string {
  return [
    `<h2>${escapeHtml(run.name)}</h2>`,
    evolution ? evolutionFigure(evolution) : "",
    scenes.length ? `<h3>Validation scenes, worst first</h3>${KEY}` : "",
    `<div class="scenes">${scenes.map(sceneFigure).join("")}</div>`,
    `<details><summary>Configuration</summary><pre>${escapeHtml(JSON.stringify(run.config, null, 1))}</pre></details>`,
  ].join("\n");
}

function sceneFigure({ name, dice, picture }: ScenePicture): string {
  const text = `${escapeHtml(name)}: Dice ${dice.toFixed(3)}`;
  return `<figure><img src="${picture}" alt="${text}" width="256" height="256"><figcaption>${text}</figcaption></figure>`;
}

function evolutionFigure({ scene, rows }: Evolution): string {
  const header = ["", ...(rows[0]?.pictures.map(({ name }) => name) ?? [])];
  const body = rows.map(
    ({ title, pictures }) =>
      `<tr><th scope="row">${escapeHtml(title)}</th>${pictures.map(({ name, picture }) => `<td><img src="${picture}" alt="${escapeHtml(`${name}, ${title}`)}" width="160" height="160"></td>`).join("")}</tr>`,
  );
  return `<h3>Attention maps and prediction by epoch: ${escapeHtml(scene)}</h3>
<p>Jet, blue 0 to red 1; the finest map is alpha1.</p>
<div class="wide"><table class="maps"><thead><tr>${header.map((cell) => `<th>${escapeHtml(cell)}</th>`).join("")}</tr></thead><tbody>${body.join("")}</tbody></table></div>`;
}

const KEY = `<p>${Object.entries({
  label: "label only",
  prediction: "prediction only",
  both: "both",
})
  .map(([name, text]) => {
    const colour = OVERLAY_COLOURS[name as keyof typeof OVERLAY_COLOURS].join(" ");
    return `<span class="key"><i style="border-top: 10px solid rgb(${colour})"></i>${text}</span>`;
  })
  .join(" ")}</p>`;

const STYLE = `
:root { color-scheme: light; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #1b1f24; }
h1, h2, h3 { line-height: 1.2; } h2 { margin-top: 2.5rem; border-top: 1px solid #d0d7de; padding-top: 1rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .6rem; text-align: right; border-bottom: 1px solid #e3e7eb; } th:first-child { text-align: left; }
.wide { overflow-x: auto; } .maps td, .maps th { text-align: center; border: 0; padding: .15rem; }
figure { margin: 0 0 1rem; } svg { width: 100%; height: auto; } svg text { font: 12px system-ui, sans-serif; fill: #444; }
.grid { stroke: #e3e7eb; } .scenes { display: flex; flex-wrap: wrap; gap: 1rem; } figcaption { font-size: .85rem; max-width: 45rem; }
.scenes figcaption { max-width: 256px; overflow-wrap: anywhere; } img { image-rendering: pixelated; background: #eee; }
.key { display: inline-flex; align-items: center; gap: .35rem; margin-right: .8rem; } .key i { width: 1.4rem; display: inline-block; }
pre { overflow-x: auto; background: #f6f8fa; padding: 1rem; }`;

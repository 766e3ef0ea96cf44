import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lineChart, lineChartFile } from "../../src/figures/lineChart.ts";
import { startBackend } from "../../src/inference/engine/startBackend.ts";
import { buildAttentionUnet } from "../../src/models/attentionUnet.ts";
import { writeSafetensors } from "../../src/models/safetensors.ts";
import { sampleWeights } from "../../src/models/weights.ts";
import { prepareSmallDataset, smallConfig } from "../../test/fixtures/torchRun.ts";
import { bestWeights, readRunFolder } from "../runFolder.ts";
import { reportHtml } from "./reportHtml.ts";
import { reportRun } from "./reportRun.ts";

const folder = mkdtempSync(join(tmpdir(), "icefront-report-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string) => join(folder, name);
const graph = buildAttentionUnet({ ...smallConfig.network, sizePx: 64, inputChannels: 2 });
const figures = { softDice: 0.1, weightedDice: 0.1, mcc: 0.1, dice: 0.2, threshold: 0.5 };

function writeWeights(name: string, seed: number, of = graph): void {
  writeFileSync(file(name), writeSafetensors(sampleWeights(of, seed), "float32", {}));
}

describe("a report of a run", () => {
  beforeAll(async () => {
    const wasm = createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm");
    await startBackend({ preference: "wasm", wasmFiles: `${dirname(wasm)}/`, threads: 1 });
    await prepareSmallDataset(file("prepared"));
    writeFileSync(file("config.json"), JSON.stringify(smallConfig));
    writeFileSync(file("graph.json"), JSON.stringify(graph));
    const epoch = { epoch: 1, of: 2, loss: 1, learningRate: 1e-3, seconds: 60 };
    const log = [epoch, { ...epoch, epoch: 2, validation: figures, isBest: true }];
    writeFileSync(file("log.jsonl"), `${log.map((line) => JSON.stringify(line)).join("\n")}\n`);
    writeWeights("epoch1.safetensors", 1);
    writeWeights("best.safetensors", 2);
  });

  it("shows every validation scene worst first, and attention maps of each kept epoch", async () => {
    const run = readRunFolder(folder);
    const prepared = file("prepared");
    const reported = await reportRun(run, { prepared, scenes: 9, onScene: () => {} });
    const dice = reported.scenes.map((scene) => scene.dice);
    expect(dice).toHaveLength(2);
    expect(dice).toEqual(dice.toSorted((a, b) => a - b));
    expect(reported.evolution?.rows.map(({ title }) => title)).toEqual(["epoch 1", "best (2)"]);
    expect(reported.evolution?.rows[0]?.pictures.map(({ name }) => name)).toEqual([
      "alpha4",
      "alpha3",
      "alpha2",
      "alpha1",
      "probability",
    ]);
    const html = reportHtml("a <run>", [reported]);
    expect(html).toContain("<title>a &lt;run&gt;</title>");
    expect(html.match(/data:image\/png;base64,/g)).toHaveLength(2 + 2 * 5);
    // Self-contained: no script, and nothing is fetched.
    expect(html).not.toMatch(/<script|https?:|<link|@import/);
  });

  it("refuses weights of another network, naming the file", async () => {
    const plain = buildAttentionUnet({
      ...smallConfig.network,
      attention: false,
      sizePx: 64,
      inputChannels: 2,
    });
    writeWeights("best.safetensors", 2, plain);
    const run = readRunFolder(folder);
    expect(bestWeights(run).epoch).toBe(2);
    const options = { prepared: file("prepared"), scenes: 1, onScene: () => {} };
    await expect(reportRun(run, options)).rejects.toThrow(
      /best.safetensors does not fit .*graph.json/,
    );
  });

  it("refuses a folder without a run", () => {
    expect(() => readRunFolder(file("prepared"))).toThrow(
      /holds no training run: it lacks config.json/,
    );
  });
});

describe("line chart", () => {
  const chart = (points: readonly (readonly [number, number])[]) =>
    lineChart({ title: "t", xTitle: "x", yTitle: "y", lines: [{ name: "a & b", points }] });
  it("puts round numbers at its axes and the ends of the line at theirs", () => {
    const svg = chart([
      [0, 0],
      [10, 1],
    ]);
    expect(svg).toContain(">0.2</text>");
    expect(svg).toContain('d="M64.0 256.0L704.0 16.0"');
    expect(svg).toContain("a &amp; b");
  });
  it("is a file of its own with title and legend in it", () => {
    const points = [[0, 0] as const, [10, 1] as const];
    const lines = ["a & b", "c", "d", "e"].map((name) => ({ name, points }));
    const svg = lineChartFile({ title: "<t>", xTitle: "x", yTitle: "y", lines });
    expect(svg).toMatch(/^<svg xmlns=.*height="364"/);
    expect(svg).toContain(">&lt;t&gt;</text>");
    expect(svg).toContain('y="54">e</text>');
    expect(svg.match(/<path /g)).toHaveLength(4);
    expect(svg.match(/<(g|svg|text|title|style)\b/g)?.length).toBe(
      svg.match(/<\/(g|svg|text|title|style)>/g)?.length,
    );
  });
  it("draws a single point, and says when there is none", () => {
    expect(chart([[1, 0.5]])).toContain("<circle");
    expect(chart([])).toContain("nothing to draw yet");
  });
});

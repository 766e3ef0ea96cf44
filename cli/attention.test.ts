// The program from the outside: a tiny model and a tiny run on training tiles, and what it cannot judge.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildAttentionUnet } from "../src/models/attentionUnet.ts";
import { writeSafetensors } from "../src/models/safetensors.ts";
import { sampleWeights } from "../src/models/weights.ts";
import { type TrainingTile, writeTrainingTiles } from "../src/scene/trainingTiles.ts";
import { writeTinyHybrid, writeTinyModel } from "../test/fixtures/tinyModel.ts";
import { smallConfig } from "../test/fixtures/torchRun.ts";

const folder = mkdtempSync(join(tmpdir(), "icefront-attention-"));
const root = fileURLToPath(new URL("..", import.meta.url));
const path = (...names: string[]) => join(folder, ...names);
const [widthPx, heightPx] = [64, 48];

type Ended = { code: number; stdout: string; stderr: string };

function attention(...args: readonly string[]): Promise<Ended> {
  const command = ["--import", "tsx", join(root, "cli/attention.ts"), ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, command, { cwd: root }, (error, stdout, stderr) => {
      const code = typeof error?.code === "number" ? error.code : error ? 1 : 0;
      resolve({ code, stdout, stderr });
    });
  });
}

/** Ice left of column 20 + 2 i, open water right of it, rock at the top. */
function tile(i: number, change: Partial<TrainingTile> = {}): TrainingTile {
  const column = 20 + 2 * i;
  const at = (k: number) => ({ col: k % widthPx, row: Math.floor(k / widthPx) });
  const values = Float32Array.from({ length: widthPx * heightPx }, (_, k) => {
    const { col, row } = at(k);
    return (col < column ? 160 : 50) + ((col * 7 + row * 13) % 23);
  });
  const zones = Uint8Array.from(values, (_, k) => {
    const { col, row } = at(k);
    if (row < 8) return 64;
    return col < column ? 127 : 254;
  });
  const facts = {
    name: `scene${i}`,
    glacier: i < 4 ? "A" : "B",
    date: `2020-01-0${i + 1}`,
    sensor: "SIM",
    nominalResolutionMetres: 60,
    pixelSizeMetres: { x: 60, y: 60 },
  };
  const front = [
    [column + 0.5, 8],
    [column + 0.5, heightPx],
  ] as const;
  return { facts, band: { widthPx, heightPx, values }, fronts: [front], zones, ...change };
}

function writeTiles(name: string, tiles: readonly TrainingTile[]): string {
  mkdirSync(path(name));
  const about = { licence: "CC0-1.0", attribution: "nobody" };
  for (const { bytes, fileName } of writeTrainingTiles(about, tiles))
    writeFileSync(path(name, fileName), bytes);
  return path(name);
}

function writeRun(name: string, hasGates: boolean): void {
  mkdirSync(path(name));
  const config = { ...smallConfig, preprocessing: { ...smallConfig.preprocessing, sizePx: 64 } };
  const unet = { ...config.network, attention: hasGates, sizePx: 64, inputChannels: 2 } as const;
  const graph = buildAttentionUnet(unet);
  writeFileSync(path(name, "config.json"), JSON.stringify(config));
  writeFileSync(path(name, "graph.json"), JSON.stringify(graph));
  const line = { epoch: 2, of: 2, loss: 1, learningRate: 1e-3, seconds: 1, isBest: true };
  writeFileSync(path(name, "log.jsonl"), `${JSON.stringify(line)}\n`);
  for (const [i, file] of ["epoch1", "best"].entries()) {
    const weights = writeSafetensors(sampleWeights(graph, i + 1), "float32", {});
    writeFileSync(path(name, `${file}.safetensors`), weights);
  }
}

const data = path("tiles");
const split = path("split.json");

beforeAll(async () => {
  await writeTinyModel(path("tiny"));
  await writeTinyHybrid(path("hybrid"));
  writeRun("gated", true);
  writeRun("plain", false);
  writeTiles(
    "tiles",
    [0, 1, 2, 3, 4].map((i) => tile(i)),
  );
  writeFileSync(split, JSON.stringify({ train: ["scene0"], validation: ["scene1", "scene2"] }));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("npm run attention", () => {
  it("judges a packaged model's four layers, a line for each scene", async () => {
    const out = path("out-model");
    const { code, stdout, stderr } = await attention(
      ...["--model", `${path("tiny")},${path("hybrid")}`, "--data", data],
      ...["--split", split, "--out", out],
    );
    expect([code, stderr]).toEqual([0, expect.stringContaining("scene 2/2")]);
    expect(stderr).toMatch(/hybrid has no attention gates: left out\./);
    const [header = "", ...lines] = readFileSync(join(out, "attention.csv"), "utf8")
      .trim()
      .split("\n");
    expect(lines).toHaveLength(2 * 4);
    const cells = (lines[0] ?? "").split(",");
    const cell = (name: string) => cells[header.split(",").indexOf(name)] ?? "";
    expect([cell("layer"), cell("scene"), cell("glacier")]).toEqual(["alpha1", "scene1", "A"]);
    // 64 x 48 pixels on a square of 64: a quarter is padding, an eighth rock; column 22 +- 4 of 60 m within 250 m.
    expect(Number(cell("area_no_data"))).toBeCloseTo(0.25, 5);
    expect(Number(cell("area_rock"))).toBeCloseTo(0.125, 5);
    expect(Number(cell("area_250m"))).toBeGreaterThan((9 * 40) / (64 * 48) - 1e-5);
    expect(Number(cell("area_250m"))).toBeLessThan((9 * 45) / (64 * 48));
    expect(lines.every((line) => line.startsWith("tiny,packaged,"))).toBe(true);
    const { rows, notes } = JSON.parse(readFileSync(join(out, "attention.json"), "utf8"));
    expect(notes).toEqual([]);
    expect(rows.map((row: { layer: string }) => row.layer)).toEqual([
      "alpha1",
      "alpha2",
      "alpha3",
      "alpha4",
    ]);
    // The table's means are those of the lines.
    const column = header.split(",").indexOf("entropy");
    const ofFirst = lines.filter((line) => line.includes("alpha1")).map((line) => line.split(","));
    const sum = ofFirst.reduce((total, line) => total + Number(line[column]), 0);
    expect(rows[0].figures.entropy.mean).toBeCloseTo(sum / 2, 4);
    expect(stdout).toContain(`| alpha4 |`);
    expect(readdirSync(out).toSorted()).toEqual([
      "attention.csv",
      "attention.json",
      "attention.md",
      "concentration_500m.svg",
      "distance_correlation.svg",
      "saturated.svg",
    ]);
  });

  it("judges a run's kept epochs on its own split, and draws them by epoch", async () => {
    const out = path("out-run");
    const { code, stderr } = await attention(
      ...["--run", `${path("gated")},${path("plain")}`, "--epoch", "all", "--data", data],
      ...["--part", "test", "--out", out],
    );
    expect([code, stderr]).toEqual([0, expect.stringContaining("gated, best (2): scene 1/1")]);
    expect(stderr).toMatch(/plain has no attention gates: left out\./);
    const { rows } = JSON.parse(readFileSync(join(out, "attention.json"), "utf8"));
    expect(readFileSync(join(out, "attention.csv"), "utf8")).toContain("alpha1,scene4,B,");
    const weights = rows.map((row: { weights: string; layer: string }) => row.weights);
    expect(weights).toEqual([...Array(4).fill("epoch 1"), ...Array(4).fill("best (2)")]);
    const svg = readFileSync(join(out, "concentration_500m-alpha3-by-epoch.svg"), "utf8");
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(svg.match(/<circle/g)).toHaveLength(2);
    expect(readdirSync(out).filter((name) => name.endsWith(".svg"))).toHaveLength(3 + 3 * 4);
    const small = path("out-small");
    const half = await attention(
      ...["--run", path("gated"), "--size", "32", "--data", data, "--out", small],
    );
    expect([half.code, half.stderr]).toEqual([0, expect.stringContaining("best (2): scene 2/2")]);
    expect(half.stdout).toMatch(/\| gated \| best \(2\) \| alpha4 \| \d/);
  });

  it("says what scenes without zones and fronts leave out, and goes on", async () => {
    const bare = writeTiles("bare", [
      tile(0),
      tile(1, { zones: null, fronts: [] }),
      tile(2, { zones: null }),
    ]);
    const some = await attention(
      ...["--model", path("tiny"), "--data", bare],
      ...["--split", split, "--out", path("out-bare")],
    );
    expect(some.code).toBe(0);
    expect(some.stdout).toContain(
      "1 of 2 scenes has no front: what is measured from it is of the others.",
    );
    expect(some.stdout).toContain("No scene has zones: figures of zones are left out.");
    const none = writeTiles("none", [tile(0), tile(1, { fronts: [] }), tile(2, { fronts: [] })]);
    const { code, stdout } = await attention(
      ...["--model", path("tiny"), "--data", none],
      ...["--split", split, "--out", path("out-none")],
    );
    expect(code).toBe(0);
    expect(stdout).toContain("No scene has a front: what is measured from it is left out.");
    expect(stdout).toMatch(/\| packaged \| alpha1 \| - \| - \| - \| \d\.\d+ ± /);
    const chart = readFileSync(path("out-none", "concentration_500m.svg"), "utf8");
    expect(chart).toContain("nothing to draw yet");
  });

  it("refuses what it cannot judge with a sentence", async () => {
    writeFileSync(path("missing.json"), JSON.stringify({ validation: ["scene9"] }));
    const [tiny, gated] = [path("tiny"), path("gated")];
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [[], /Name a --model or a --run/],
      [["--model", path("hybrid")], /hybrid: no attention gates, so there are no maps to judge/],
      [
        ["--run", gated, "--epoch", "9"],
        /gated has kept no weights of epoch 9, only epoch 1, best/,
      ],
      [["--run", gated, "--epoch", "last"], /--epoch must be best, all or a whole number/],
      [["--run", gated, "--size", "40"], /--size must be a multiple of 16, not 40/],
      [["--run", gated, "--part", "all"], /--part must be train, validation, test, not "all"/],
      [["--model", tiny], /no glacier "none", only A, B/],
      [
        ["--model", tiny, "--split", path("missing.json")],
        /validation names a missing scene, scene9/,
      ],
      [["--model", tiny, "--split", split, "--part", "test"], /no scene in its part "test"/],
    ];
    const ends = await Promise.all(
      cases.map(([args]) => attention(...args, "--data", data, "--out", path("x"))),
    );
    // A sentence, no stack.
    expect(ends.map(({ code, stderr }) => [code, /^\s+at /m.test(stderr)])).toEqual(
      cases.map(() => [1, false]),
    );
    for (const [i, [, sentence]] of cases.entries()) expect(ends[i]?.stderr).toMatch(sentence);
    expect((await attention("--model", tiny)).stderr).toMatch(/--data is missing/);
  }, 180_000);
});

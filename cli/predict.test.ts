import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { decode, encode } from "fast-png";
import { afterAll, beforeAll, expect, it } from "vitest";
import { writeTinyModel } from "../test/fixtures/tinyModel.ts";

const folder = mkdtempSync(join(tmpdir(), "icefront-predict-"));
const root = fileURLToPath(new URL("..", import.meta.url));
const path = (name: string) => join(folder, name);

type Ended = { code: number; stdout: string; stderr: string };

function run(program: string, args: readonly string[]): Promise<Ended> {
  const command = ["--import", "tsx", join(root, "cli", `${program}.ts`), ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, command, { cwd: root }, (error, stdout, stderr) => {
      const code = typeof error?.code === "number" ? error.code : error ? 1 : 0;
      resolve({ code, stdout, stderr });
    });
  });
}

beforeAll(async () => {
  await writeTinyModel(path("model"));
  mkdirSync(path("scenes"));
  const size = ["--size", "160,120", "--pixel-size", "60"];
  await run("simulate", ["--out", path("scenes/fjord.tif"), "--seed", "2", ...size]);
  writeFileSync(path("scenes/broken.tif"), "this is no picture");
  const data = Uint8Array.from({ length: 64 * 48 }, (_, i) => 40 + ((i * 7) % 160));
  writeFileSync(path("scenes/plain.png"), encode({ width: 64, height: 48, data, channels: 1 }));
});
afterAll(() => rmSync(folder, { recursive: true }));

it("writes fronts and maps of every good file, names the bad one and ends with 1", async () => {
  const files = ["fjord.tif", "broken.tif", "plain.png"].map((name) => path(`scenes/${name}`));
  const options = ["--model", path("model"), "--out", path("out"), "--backend", "wasm", "--json"];
  const { code, stdout, stderr } = await run("predict", [
    ...options,
    "--probability",
    "--attention",
    "--pixel-size",
    "60,70",
    ...files,
  ]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/broken\.tif: .*(TIFF|text)/i);
  const lines = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines.map(({ error }) => error)).toEqual([undefined, "file-not-tiff", undefined]);
  expect(Object.keys(lines[0].milliseconds)).toEqual(["read", "prepare", "network", "trace"]);

  const fjord = JSON.parse(readFileSync(path("out/fjord.geojson"), "utf8"));
  expect(fjord.crs.properties.name).toBe("urn:ogc:def:crs:EPSG::3413");
  const plain = JSON.parse(readFileSync(path("out/plain.geojson"), "utf8"));
  expect(plain.coordinates).toBe("pixels: column, row");
  const sizes = ["probability", "attention_1", "attention_2", "attention_3", "attention_4"].map(
    (name) => {
      const { width, height, depth } = decode(readFileSync(path(`out/fjord_${name}.png`)));
      return [width, height, depth];
    },
  );
  expect(sizes).toEqual(Array(5).fill([160, 120, 8]));
  expect(existsSync(path("out/broken.geojson"))).toBe(false);
});

it("refuses an unknown option, a missing file list and an unknown model with a sentence", async () => {
  const unknown = await run("predict", ["--colour", "red"]);
  expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringMatching(/--colour/)]);
  const none = await run("predict", []);
  expect([none.code, none.stderr]).toEqual([1, expect.stringMatching(/No file was given/)]);
  const model = await run("predict", ["--model", "nonesuch", path("scenes/plain.png")]);
  expect([model.code, model.stderr]).toEqual([1, expect.stringMatching(/no model "nonesuch"/)]);
  const out = await run("predict", ["--out", path("scenes/plain.png"), path("scenes/plain.png")]);
  expect([out.code, out.stderr]).toEqual([
    1,
    expect.stringMatching(/cannot be made\. Name another/),
  ]);
});

it("predicts by several runs and models, and refuses sets that do not go together", async () => {
  const base = ["--model", path("model"), "--out", path("several"), "--backend", "wasm", "--json"];
  const fjord = path("scenes/fjord.tif");
  const turned = await run("predict", [...base, "--turns", "4", "--entropy", fjord]);
  expect(turned.code).toBe(0);
  const { made, features } = JSON.parse(readFileSync(path("several/fjord.geojson"), "utf8"));
  expect(made).toMatchObject({ turns: 4, dropoutRuns: 0, maps: ["entropy"] });
  for (const { geometry, properties } of features)
    expect(properties.uncertaintyMetres).toHaveLength(geometry.coordinates.length);
  const { data } = decode(readFileSync(path("several/fjord_entropy.png")));
  expect(new Set(data).size).toBeGreaterThan(3);
  const twice = [...base, "--ensemble", path("model"), fjord];
  expect(JSON.parse((await run("predict", twice)).stdout).model).toBe("tiny + tiny");
  const dropout = await run("predict", [...base, "--dropout", "3", fjord]);
  expect([dropout.code, dropout.stdout]).toEqual([1, expect.stringContaining("ensemble-mismatch")]);
  const turns = await run("predict", [...base, "--turns", "3", fjord]);
  expect([turns.code, turns.stderr]).toEqual([1, expect.stringMatching(/--turns must be 1 or 4/)]);
});

it("refuses weights that are not those of the card", async () => {
  await writeTinyModel(path("tampered"));
  const weights = readFileSync(path("tampered/weights.safetensors"));
  weights[weights.length - 1] = (weights.at(-1) ?? 0) ^ 1;
  writeFileSync(path("tampered/weights.safetensors"), weights);
  const ended = await run("predict", [
    "--model",
    path("tampered"),
    "--backend",
    "wasm",
    path("scenes/plain.png"),
  ]);
  expect(ended.code).toBe(1);
  expect(ended.stderr).toMatch(/SHA-256/);
});

it("works through a manifest in shards, passes over what is done, and records what failed", async () => {
  const list = ["fjord.tif", "broken.tif", "plain.png"].map((name) => `scenes/${name}`);
  writeFileSync(path("list.csv"), `path\n${list.join("\n")}\n`);
  const options = ["--model", path("model"), "--backend", "wasm", "--out", path("sharded")];
  const shard = (own: string) =>
    run("predict", [...options, "--manifest", path("list.csv"), "--shard", own]);
  const first = await shard("1/2");
  expect(first.code).toBe(0);
  const second = await shard("2/2");
  expect(second.code).toBe(1);
  const failure = JSON.parse(readFileSync(path("sharded/broken.failed.json"), "utf8"));
  expect(failure).toMatchObject({ error: "file-not-tiff" });

  // Killed in the middle: a part of a file is no result, and what was done is not done again.
  rmSync(path("sharded/plain.geojson"));
  writeFileSync(path("sharded/plain.geojson.partial"), "{");
  const whole = readFileSync(path("sharded/fjord.geojson"), "utf8");
  const again = await shard("1/2");
  expect(again.stdout).toContain("1 of 2 scenes were done before.");
  expect(readFileSync(path("sharded/fjord.geojson"), "utf8")).toBe(whole);
  expect(JSON.parse(readFileSync(path("sharded/plain.geojson"), "utf8")).made.band).toBe(1);

  // Asked for more than was written before, it is made anew.
  const more = await run("predict", [
    ...options,
    "--manifest",
    path("list.csv"),
    "--shard",
    "1/2",
    "--probability",
  ]);
  expect(more.stdout).not.toContain("done before");
  expect(existsSync(path("sharded/fjord_probability.png"))).toBe(true);

  writeFileSync(path("scenes/broken.tif"), readFileSync(path("scenes/fjord.tif")));
  expect((await shard("2/2")).code).toBe(0);
  expect(existsSync(path("sharded/broken.failed.json"))).toBe(false);
  expect((await run("predict", [...options, "--manifest", path("none.csv")])).stderr).toMatch(
    /none\.csv cannot be read/,
  );
}, 120_000);

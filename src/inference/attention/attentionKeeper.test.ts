// Looking from a pixel: one run a window, answers on the scene's pixels, nothing kept once it is forgotten.
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, it } from "vitest";
import { scene } from "../../../test/fixtures/pretendedApp.ts";
import { writeTinyHybrid } from "../../../test/fixtures/tinyModel.ts";
import type { PixelXY } from "../../geo/coordinates.ts";
import { startBackend } from "../engine/startBackend.ts";
import { loadModel } from "../loadModel.ts";
import type { AttentionView } from "../prediction.ts";
import type { LoadedModel } from "../predictScene.ts";
import { AttentionKeeper } from "./attentionKeeper.ts";

let model: LoadedModel;
let runs = 0;

beforeAll(async () => {
  const wasmFiles = fileURLToPath(
    new URL("../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/", import.meta.url),
  );
  await startBackend({ preference: "wasm", wasmFiles, threads: 1 });
  const folder = mkdtempSync(join(tmpdir(), "icefront-attention-"));
  await writeTinyHybrid(folder);
  const loaded = await loadModel(
    async (name) => Uint8Array.from(readFileSync(join(folder, name))),
    "wasm",
  );
  const run: LoadedModel["engine"]["run"] = (...given) => {
    runs++;
    return loaded.engine.run(...given);
  };
  model = { ...loaded, engine: { ...loaded.engine, run } };
});

/** 128 x 64 pixels, so that the network's window is half padding. */
const lookedAt = {
  key: "a",
  scene: { ...scene, widthPx: 128, heightPx: 64 },
  readPixels: async ({ heightPx, widthPx }: { heightPx: number; widthPx: number }) =>
    Float32Array.from({ length: widthPx * heightPx }, (_, i) => 1 + Math.sin(i)),
};
const ask = (at: PixelXY | null, block = 0, view: AttentionView = "mean") => ({ at, block, view });
const sum = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);

it("runs the network once, and answers further pixels, blocks and heads from what it kept", async () => {
  const keeper = new AttentionKeeper();
  runs = 0;
  const { attended, outlines, received } = await keeper.look(model, lookedAt, ask([70, 10]));
  expect([attended?.widthPx, attended?.heightPx]).toEqual([16, 16]);
  expect(sum(attended?.weights ?? [])).toBeCloseTo(1, 5);
  expect(sum(received.weights)).toBeCloseTo(1, 5);
  // A token is 4 network pixels of 2 scene pixels each; its window, the third of four, 32 scene pixels.
  expect(attended?.gridToPixel).toEqual([8, 0, 0, 0, 8, 0]);
  expect(outlines).toEqual([
    [
      [64, 0],
      [96, 0],
      [96, 32],
      [64, 32],
    ],
  ]);
  expect(Array.from(attended?.valid ?? [])).toEqual([
    ...new Array(128).fill(1),
    ...new Array(128).fill(0),
  ]);
  const deeper = await keeper.look(model, lookedAt, ask([5, 60], 2, 1));
  expect(deeper.attended?.gridToPixel).toEqual([16, 0, 0, 0, 16, 0]);
  const rolled = await keeper.look(model, lookedAt, ask([5, 60], 7, "rollout"));
  expect(rolled.attended?.weights).toHaveLength(256);
  expect((await keeper.look(model, lookedAt, ask(null))).attended).toBeNull();
  expect(runs).toBe(1);
});

it("runs anew for other pixels and once it has forgotten; refuses a head that a block lacks", async () => {
  const keeper = new AttentionKeeper();
  runs = 0;
  await keeper.look(model, lookedAt, ask([1, 1]));
  await keeper.look(model, { ...lookedAt, key: "b" }, ask([1, 1]));
  expect(runs).toBe(2);
  keeper.forget();
  await keeper.look(model, { ...lookedAt, key: "b" }, ask([1, 1]));
  expect(runs).toBe(3);
  await expect(keeper.look(model, lookedAt, ask([1, 1], 0, 1))).rejects.toMatchObject({
    code: "option-invalid",
  });
  const abort = new AbortController();
  abort.abort(new Error("enough"));
  await expect(
    keeper.look(model, { ...lookedAt, key: "c" }, ask([1, 1]), { signal: abort.signal }),
  ).rejects.toThrow("enough");
});

// The hybrid against the authors' own code on small networks (golden/tyrion): stages, attention, logits.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import type { Attention } from "../src/inference/engine/engine.ts";
import { startBackend } from "../src/inference/engine/startBackend.ts";
import { createTfjsEngine } from "../src/inference/engine/tfjsEngine.ts";
import { openGoldenTyrion } from "../test/fixtures/goldenTyrion.ts";
import { sharedPath } from "../test/fixtures/sharedData.ts";
import { readNpy } from "./npy.ts";

const golden = sharedPath("golden/tyrion");

beforeAll(async () => {
  const wasmFiles = fileURLToPath(
    new URL("../node_modules/@tensorflow/tfjs-backend-wasm/dist/", import.meta.url),
  );
  await startBackend({ preference: "wasm", wasmFiles, threads: 1 });
});

/** Largest difference over the largest magnitude. */
function relative(found: ArrayLike<number>, wanted: ArrayLike<number>): number {
  expect(found.length).toBe(wanted.length);
  let [difference, magnitude] = [0, 0];
  for (let i = 0; i < wanted.length; i++) {
    difference = Math.max(difference, Math.abs((found[i] as number) - (wanted[i] as number)));
    magnitude = Math.max(magnitude, Math.abs(wanted[i] as number));
  }
  return difference / magnitude;
}

describe.skipIf(!golden)("the official network's numbers", () => {
  it.each(["case_a", "case_b"])("%s on wasm, within 1e-3", async (name) => {
    const folder = join(golden ?? "", name);
    const { graph, weights, input } = openGoldenTyrion(folder);
    const engine = createTfjsEngine(graph, weights);
    const attention = new Map<string, Attention>();
    const outputs = await engine.run(input, { onAttention: (id, map) => attention.set(id, map) });
    engine.dispose();
    for (const stage of [1, 2, 3, 4]) {
      const wanted = readNpy(join(folder, `skip_${stage}.npy`));
      expect(relative(outputs[`skip_${stage}`]?.values ?? [], wanted.values)).toBeLessThan(1e-3);
    }
    const logits = outputs.logits?.values ?? new Float32Array();
    const area = logits.length / 4;
    const planar = logits.map((_, i) => logits[(i % area) * 4 + Math.floor(i / area)] as number);
    const worst = relative(planar, readNpy(join(folder, "logits.npy")).values);
    console.log(`${name}: logits differ by ${worst.toExponential(1)} of the largest`);
    expect(worst).toBeLessThan(1e-3);
    for (const block of ["layers_0_blocks_1", "layers_1_blocks_1", "layers_3_blocks_0"]) {
      const wanted = readNpy(join(folder, `attn_${block}.npy`));
      const found = attention.get(`${block}_attn`);
      expect(found?.shape).toEqual(wanted.shape);
      expect(relative(found?.values ?? [], wanted.values), block).toBeLessThan(1e-3);
    }
  });
});

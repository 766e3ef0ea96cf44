// tfjs on wasm for programs that run a network on ready arrays, without the pipeline around it.
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { dirname } from "node:path";
import { type StartedBackend, startBackend } from "../src/inference/engine/startBackend.ts";

/** Folder of tfjs's wasm files, with a slash at its end. */
export function wasmFolder(): string {
  const { resolve } = createRequire(import.meta.url);
  return `${dirname(resolve("@tensorflow/tfjs-backend-wasm"))}/`;
}

export function startWasm(): Promise<StartedBackend> {
  return startBackend({
    preference: "wasm",
    wasmFiles: wasmFolder(),
    threads: availableParallelism(),
  });
}

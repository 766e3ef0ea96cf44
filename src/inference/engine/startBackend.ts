// Chooses what runs the network: WebGPU where it works and passes the self-test, else multi-threaded SIMD wasm.
import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { AppError, toAppError } from "../../base/errors.ts";
import { isEmulated } from "../emulatedAdapter.ts";
import type { Backend } from "../prediction.ts";
import { selfTest } from "./selfTest.ts";

/** Where the three builds of the wasm backend lie: plain, SIMD, threaded SIMD. A folder URL or path, or one URL each. */
type WasmFiles = Parameters<typeof setWasmPaths>[0];

export type StartedBackend = {
  readonly backend: Backend;
  readonly threads: number;
  /** Why WebGPU is not used, in a sentence; null when it is, or was not asked for. */
  readonly webgpuReason: string | null;
};

export type StartOptions = {
  readonly preference: "auto" | Backend;
  readonly wasmFiles: WasmFiles;
  readonly threads: number;
};

/** Rejects with `webgpu-unavailable` when WebGPU alone was asked for, and `backend-failed` when nothing works. */
export async function startBackend(options: StartOptions): Promise<StartedBackend> {
  const { preference } = options;
  let webgpuReason: string | null = null;
  if (preference !== "wasm") {
    try {
      await startWebgpu(preference);
      return { backend: "webgpu", threads: 1, webgpuReason: null };
    } catch (error) {
      webgpuReason = toAppError(error).message;
      if (preference === "webgpu")
        throw new AppError("webgpu-unavailable", webgpuReason, { cause: error });
    }
  }
  return { backend: "wasm", threads: await startWasm(options), webgpuReason };
}

async function startWebgpu(preference: StartOptions["preference"]): Promise<void> {
  if (!globalThis.navigator?.gpu)
    throw new AppError("webgpu-unavailable", "This browser offers no WebGPU.");
  const adapter = await navigator.gpu.requestAdapter();
  if (!adapter) throw new AppError("webgpu-unavailable", "WebGPU finds no graphics adapter.");
  // Emulated on the processor it takes a hundred times as long as wasm; only tests ask for that.
  if (preference === "auto" && isEmulated(adapter))
    throw new AppError("webgpu-unavailable", "WebGPU is only emulated by the processor here.");
  await import("@tensorflow/tfjs-backend-webgpu");
  await activateBackend("webgpu");
  await selfTest();
}

async function startWasm({ wasmFiles, threads }: StartOptions): Promise<number> {
  setWasmPaths(wasmFiles);
  setThreadsCount(threads);
  await activateBackend("wasm");
  await selfTest();
  const threaded = await tf.env().getAsync("WASM_HAS_MULTITHREAD_SUPPORT");
  return threaded ? threads : 1;
}

async function activateBackend(name: Backend): Promise<void> {
  let started = false;
  try {
    started = await tf.setBackend(name);
    await tf.ready();
  } catch (cause) {
    throw new AppError("backend-failed", `${name} could not be started.`, { cause });
  }
  if (!started) throw new AppError("backend-failed", `${name} could not be started.`);
}

// A Vite plugin that lets TensorFlow.js start its wasm threads from a bundle.
import type { Plugin } from "vite";

/**
 * The wasm backend starts its threads from the source text of one function, which reads a variable of the module around
 * it; in a bundle that variable has another name, and every thread dies at once. Here the function gets its own.
 */
export function threadedWasm(): Plugin {
  const opening = "function(WasmBackendModuleThreadedSimd) {";
  return {
    name: "threaded-wasm",
    transform(code, id) {
      if (!id.includes("tfjs-backend-wasm-threaded-simd.js")) return null;
      if (!code.includes(opening))
        this.error("The threaded wasm backend has changed: see threadedWasm.ts.");
      return { code: code.replace(opening, `${opening} var _scriptDir;`), map: null };
    },
  };
}

// Builds the site, and serves it under the security policy that it is meant to run under.
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/**
 * `data:` in connect-src: the zstd decoder of geotiff loads its wasm from a data URL. `blob:` workers: the threaded wasm
 * backend of TensorFlow.js starts its threads from one. No remote address is allowed anywhere.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "connect-src 'self' data: blob:",
  "img-src 'self' data: blob:",
  "style-src 'self' 'unsafe-inline'",
  "base-uri 'none'",
  "object-src 'none'",
  "form-action 'none'",
];

/** Shared memory for wasm threads needs an isolated page. */
const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
};

/** The policy also stands in the page itself, for hosts that send no headers; the dev server needs inline scripts. */
const policyInPage: Plugin = {
  name: "policy-in-page",
  apply: "build",
  transformIndexHtml: () => [
    {
      tag: "meta",
      attrs: { "http-equiv": "Content-Security-Policy", content: policy.join("; ") },
      injectTo: "head-prepend",
    },
  ],
};

export default defineConfig({
  base: "./",
  plugins: [react(), policyInPage],
  worker: { format: "es" },
  build: { target: "es2023", chunkSizeWarningLimit: 1500 },
  server: { headers: isolation },
  preview: {
    headers: {
      ...isolation,
      "Content-Security-Policy": [...policy, "frame-ancestors 'none'"].join("; "),
    },
  },
});

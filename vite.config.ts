// Builds the site, and serves it under the security policy that it is meant to run under.
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { modelIndex } from "./modelIndex.ts";
import { offlineList } from "./offlineList.ts";
import { threadedWasm } from "./threadedWasm.ts";

/** `data:`: the zstd decoder loads its wasm from a data URL. */
const OWN = "'self' data: blob:";

/** What a page or a worker may do. */
function policy(scriptSources: string, workerSources: string, connections: string): string[] {
  return [
    "default-src 'none'",
    `script-src ${scriptSources}`,
    `worker-src ${workerSources}`,
    `connect-src ${connections}`,
    "img-src 'self' data: blob:",
    "manifest-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "base-uri 'none'",
    "object-src 'none'",
    "form-action 'none'",
  ];
}

/** The page runs its own scripts and nothing else, turns no text into markup, and reaches no other place. */
const pagePolicy = [
  ...policy("'self'", "'self'", OWN),
  "require-trusted-types-for 'script'",
  "trusted-types default",
];

/**
 * The header also rules the workers, where the threads of the wasm backend start from blobs that import blobs, and where
 * the scene worker fetches from the addresses that the user types. For the page itself both policies hold.
 */
const servedPolicy = [
  ...policy("'self' 'wasm-unsafe-eval' blob:", "'self' blob:", `${OWN} https: http:`),
  "frame-ancestors 'none'",
];

/** Shared memory for wasm threads needs an isolated page. */
const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
};

/** In the page itself, so that it holds on hosts that send no headers; the dev server needs inline scripts. */
const policyInPage: Plugin = {
  name: "policy-in-page",
  apply: "build",
  transformIndexHtml: () => [
    {
      tag: "meta",
      attrs: { "http-equiv": "Content-Security-Policy", content: pagePolicy.join("; ") },
      injectTo: "head-prepend",
    },
  ],
};

export default defineConfig({
  base: "./",
  plugins: [react(), policyInPage, modelIndex(), offlineList()],
  worker: { format: "es", plugins: () => [threadedWasm()] },
  build: { target: "es2023", chunkSizeWarningLimit: 1500 },
  server: { headers: isolation },
  preview: {
    headers: {
      ...isolation,
      "Content-Security-Policy": servedPolicy.join("; "),
    },
  },
});

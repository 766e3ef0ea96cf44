// Sizes of the hybrid that have a name.
import type { HybridConfig } from "./hybrid.ts";

export type HybridSize = Omit<HybridConfig, "inputChannels" | "classes">;

export const HYBRID_SIZES = {
  /** For tests. */
  "hybrid-tiny": {
    sizePx: 64,
    embedChannels: 8,
    depths: [2, 2, 2, 2],
    heads: [1, 2, 4, 8],
    windowPx: 4,
    dropout01: 0.1,
  },
  /** Trained and shipped here. */
  "hybrid-lite": {
    sizePx: 256,
    embedChannels: 32,
    depths: [2, 2, 4, 2],
    heads: [1, 2, 4, 8],
    windowPx: 8,
    dropout01: 0.1,
  },
  /** As published: 50 million parameters. */
  "hybrid-full": {
    sizePx: 512,
    embedChannels: 96,
    depths: [2, 2, 6, 2],
    heads: [3, 6, 12, 24],
    windowPx: 16,
    dropout01: 0.1,
  },
} as const satisfies Readonly<Record<string, HybridSize>>;

export type HybridName = keyof typeof HYBRID_SIZES;

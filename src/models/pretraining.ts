// The networks that learn from unlabelled pairs of SAR and optical pictures (Gourmelon et al. 2025, networks.md 2.4): the
// hybrid's encoder and decoder under another head, with the names of the authors' code.
import type { NetworkGraph } from "./graph.ts";
import { GraphBuilder } from "./graphBuilder.ts";
import { embedPatches, type HybridBody, hybridFeatures, PATCH_PX } from "./hybrid.ts";

/** `optTranslator`: the optical picture of SAR. `optSimMim`: its patches where tokens of SAR are masked. */
export type Pretext = "optTranslator" | "optSimMim";

/** Of Sentinel-2 L2A, in the order of the optical pictures. */
export const OPTICAL_LAYERS = [
  ...["B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "B8A", "B9", "B11", "B12"],
  ...["WVP", "SCL"],
] as const;

const THREE_CHANNELS = 3;

/**
 * `optTranslator`: output `optical` [S, S, 14]. `optSimMim`: output `patches` [S/4, S/4, 224], element
 * (row in patch * 4 + column in patch) * 14 + layer. Masking is the trainer's: it replaces tokens of the node
 * `patch_embed_norm`. Throws `model-invalid` as `buildHybrid` does.
 */
export function buildPretraining(config: HybridBody, pretext: Pretext): NetworkGraph {
  const g = new GraphBuilder(pretext);
  const features = hybridFeatures(g, config);
  const layers = OPTICAL_LAYERS.length;
  if (pretext === "optTranslator")
    return g.finish(
      { optical: g.conv("last_model_decoder_layer", features, layers, 1) },
      "optical",
    );
  const picture = g.conv("last_model_decoder_layer", features, THREE_CHANNELS, 1);
  const tokens = embedPatches(g, "patch_embed_after_decoder", picture, config.embedChannels);
  return g.finish({ patches: g.conv("decoder", tokens, PATCH_PX ** 2 * layers, 1) }, "patches");
}

// Names of the official Tyrion and SwinV2 networks (github.com/Nora-Go/TYRION; Gourmelon et al. 2025), and those of the
// same weights in a hybrid graph.

/** Under which the training wrappers hold the network itself. */
const WRAPPER = "swin_unet.";

/** A hybrid network's encoder, by weight names of the graph. */
function isEncoderWeight(name: string): boolean {
  return name.startsWith("patch_embed_") || name.startsWith("layers_");
}

/** The last layer, zones; pre-training puts a head of its own in its place (networks.md 2.4). */
function isHeadWeight(name: string): boolean {
  return name.startsWith("pred_target_6.");
}

export function withoutWrapper(officialName: string): string {
  return officialName.startsWith(WRAPPER) ? officialName.slice(WRAPPER.length) : officialName;
}

/** `layers.0.blocks.1.attn.qkv.weight` is `layers_0_blocks_1_attn.qkv.weight`: a window attention is one node. */
export function graphWeightName(officialName: string): string {
  const attention = /^(layers\.\d+\.blocks\.\d+\.attn)\.(.+)$/.exec(officialName);
  const cut = attention?.[1]?.length ?? officialName.lastIndexOf(".");
  return `${officialName.slice(0, cut).replaceAll(".", "_")}${officialName.slice(cut)}`;
}

/** What stored tensors are for that no hybrid graph holds. */
const LEFT_OUT: readonly (readonly [name: RegExp, why: string])[] = [
  [/\.(attn_mask|relative_coords_table|relative_position_index)$/, "computed anew"],
  [/(^|\.)(temb_proj|outputt)\.(weight|bias)$/, "stored, but never used by the network"],
];

const LEFT_OUT_OF_PRE_TRAINING: typeof LEFT_OUT = [
  [
    /^(mask_token$|decoder\.|last_model_decoder_layer\.|patch_embed_after_decoder\.)/,
    "of the pre-training task",
  ],
  [/^pred_target\.6\./, "the head, which pre-training did not train"],
];

const LEFT_OUT_OF_CLASSIFIER: typeof LEFT_OUT = [[/^(norm|head)\./, "of the classifier"]];

/** What a file's weights are good for. */
export type CheckpointKind =
  /** Encoder, decoder and head. */
  | "network"
  /** OptSimMIM or OptTranslator: the head is missing. */
  | "preTraining"
  /** SwinV2 classifier, for instance of ImageNet. */
  | "encoder";

/** By the names that it holds, without their wrapper. */
export function checkpointKind(names: readonly string[]): CheckpointKind {
  if (!names.some((name) => name.startsWith("pred_target."))) return "encoder";
  const isPreTraining = names.some((name) => name.startsWith("last_model_decoder_layer."));
  return isPreTraining ? "preTraining" : "network";
}

/** Null for a tensor that the graph must have. */
export function whyLeftOut(name: string, kind: CheckpointKind): string | null {
  const rules = {
    network: LEFT_OUT,
    preTraining: [...LEFT_OUT, ...LEFT_OUT_OF_PRE_TRAINING],
    encoder: [...LEFT_OUT, ...LEFT_OUT_OF_CLASSIFIER],
  }[kind];
  return rules.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}

/** Whether a checkpoint of this kind must bring this weight of the graph. */
export function mustBring(graphName: string, kind: CheckpointKind): boolean {
  if (kind === "encoder") return isEncoderWeight(graphName);
  return kind === "network" || !isHeadWeight(graphName);
}

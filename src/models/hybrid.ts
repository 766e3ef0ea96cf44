// The hybrid of Gourmelon et al. 2025 (SSL4SAR, "Tyrion", doi:10.1109/TGRS.2025.3580945): a Swin Transformer V2 encoder
// with a residual convolutional decoder that gives zones. Layers and their names follow the authors' code (networks.md
// section 2), dots in names written as underscores, so that their checkpoints fit.
import type { NetworkGraph } from "./graph.ts";
import { GraphBuilder, type Value } from "./graphBuilder.ts";

export type HybridConfig = {
  /** Side of the square input in pixels: a multiple of 32 with a whole number of windows in every stage. */
  readonly sizePx: number;
  /** 1 in the paper, repeated to 3; 2 with a validity mask. */
  readonly inputChannels: number;
  /** Channels of the first stage; doubled in each of the next three. 96 in the paper. */
  readonly embedChannels: number;
  /** Transformer blocks of the four stages. */
  readonly depths: readonly [number, number, number, number];
  readonly heads: readonly [number, number, number, number];
  /** Side of an attention window in tokens; at most the stage's own side. */
  readonly windowPx: number;
  /** Share of the decoder's values dropped while training: 0.1 in the paper; 0 leaves the nodes out. */
  readonly dropout01: number;
  /** 4 zones, or 5 with the fused label's "front". */
  readonly classes: 4 | 5;
};

/** What decides encoder and decoder. */
export type HybridBody = Omit<HybridConfig, "classes">;

/** Side of a token in pixels. */
export const PATCH_PX = 4;
const MLP_RATIO = 4;
const LAYER_NORM_EPSILON = 1e-5;
const GROUP_NORM_EPSILON = 1e-6;
const GROUPS = 32;

/**
 * Output `zones` [S, S, classes]: probabilities by softmax, in the order of `ZONE_CHANNEL`, then the front.
 * Throws `model-invalid` when the size does not part into windows.
 */
export function buildHybrid(config: HybridConfig): NetworkGraph {
  const g = new GraphBuilder("hybrid");
  const logits = g.conv("pred_target_6", hybridFeatures(g, config), config.classes, 1);
  const zones = g.node("zones", [logits], { op: "activation", fn: "softmax", slope: 0 });
  return g.finish({ zones }, "zones");
}

/** Everything but the head: input, encoder and decoder. Returns [S, S, embedChannels]. Throws as `buildHybrid` does. */
export function hybridFeatures(g: GraphBuilder, config: HybridBody): Value {
  const { sizePx, inputChannels, embedChannels } = config;
  const input = g.input([sizePx, sizePx, inputChannels]);
  const [s1, s2, s3, s4] = encoder(g, embedPatches(g, "patch_embed", input, embedChannels), config);
  const decode = { dropout01: config.dropout01 };
  let x = residual(g, 0, s4, { ...decode, filters: s4.shape[2] });
  const skips = [s4, s3, s2, s1];
  skips.forEach((skip, i) => {
    const level = i + 1;
    const joined = g.node(`join${level}`, [x, skip], { op: "concat" });
    x = upsample(
      g,
      level,
      residual(g, level, joined, { ...decode, filters: embedChannels * 2 ** Math.max(0, 2 - i) }),
    );
  });
  return upsample(g, 5, residual(g, 5, x, { ...decode, filters: embedChannels }));
}

/** One token for every 4 x 4 pixels, layer norm included. */
export function embedPatches(g: GraphBuilder, id: string, input: Value, channels: number): Value {
  return layerNorm(g, `${id}_norm`, g.conv(`${id}_proj`, input, channels, PATCH_PX, PATCH_PX));
}

type Stages = [Value, Value, Value, Value];

/** The four stages' tokens, before they are merged. */
function encoder(g: GraphBuilder, embedded: Value, config: HybridBody): Stages {
  let x = embedded;
  return config.depths.map((depth, stage) => {
    if (stage > 0) x = mergePatches(g, stage - 1, x);
    for (let block = 0; block < depth; block++) x = swinBlock(g, x, { stage, block, config });
    return x;
  }) as Stages;
}

type Place = { readonly stage: number; readonly block: number; readonly config: HybridBody };

/** Residual post-norm: x + norm(attention(x)), then x + norm(perceptron(x)). */
function swinBlock(g: GraphBuilder, input: Value, { stage, block, config }: Place): Value {
  const id = `layers_${stage}_blocks_${block}`;
  const [side, , channels] = input.shape;
  const windowPx = Math.min(config.windowPx, side);
  // A window as large as the map has nowhere to shift to.
  const shiftPx = block % 2 && windowPx < side ? Math.floor(windowPx / 2) : 0;
  const attended = g.node(`${id}_attn`, [input], {
    op: "windowAttention",
    heads: config.heads[stage] as number,
    windowPx,
    shiftPx,
    positionBias: "network",
  });
  const x = add(g, `${id}_add1`, input, layerNorm(g, `${id}_norm1`, attended));
  const hidden = g.conv(`${id}_mlp_fc1`, x, channels * MLP_RATIO, 1);
  const active = g.node(`${id}_mlp_act`, [hidden], { op: "activation", fn: "gelu", slope: 0 });
  const output = g.conv(`${id}_mlp_fc2`, active, channels, 1);
  return add(g, `${id}_add2`, x, layerNorm(g, `${id}_norm2`, output));
}

/** Half the side, twice the channels. */
function mergePatches(g: GraphBuilder, stage: number, input: Value): Value {
  const id = `layers_${stage}_downsample`;
  const cells = g.node(`${id}_cells`, [input], { op: "spaceToDepth2x2" });
  const reduced = g.node(`${id}_reduction`, [cells], {
    op: "conv2d",
    filters: input.shape[2] * 2,
    kernel: 1,
    stride: 1,
    bias: false,
  });
  return layerNorm(g, `${id}_norm`, reduced);
}

/** GroupNorm -> swish -> 3 x 3, twice, beside a shortcut. */
function residual(
  g: GraphBuilder,
  level: number,
  input: Value,
  { filters, dropout01 }: { readonly filters: number; readonly dropout01: number },
): Value {
  const id = `pred_target_${level}_block`;
  const first = g.conv(`${id}_conv1`, normSwish(g, `${id}_norm1`, input), filters, 3);
  const active = normSwish(g, `${id}_norm2`, first);
  const kept = dropout01
    ? g.node(`${id}_dropout`, [active], { op: "dropout", rate01: dropout01 })
    : active;
  const second = g.conv(`${id}_conv2`, kept, filters, 3);
  const shortcut =
    input.shape[2] === filters ? input : g.conv(`${id}_nin_shortcut`, input, filters, 1);
  return add(g, `${id}_add`, shortcut, second);
}

function normSwish(g: GraphBuilder, id: string, input: Value): Value {
  const groups = Math.min(GROUPS, input.shape[2]);
  const normed = g.node(id, [input], { op: "groupNorm", groups, epsilon: GROUP_NORM_EPSILON });
  return g.node(`${id}_act`, [normed], { op: "activation", fn: "swish", slope: 0 });
}

function upsample(g: GraphBuilder, level: number, input: Value): Value {
  const id = `pred_target_${level}_up`;
  const wide = g.node(id, [input], { op: "upsampleNearest2x" });
  return g.conv(`${id}_conv`, wide, input.shape[2], 3);
}

function layerNorm(g: GraphBuilder, id: string, input: Value): Value {
  return g.node(id, [input], { op: "layerNorm", epsilon: LAYER_NORM_EPSILON });
}

function add(g: GraphBuilder, id: string, a: Value, b: Value): Value {
  return g.node(id, [a, b], { op: "add" });
}

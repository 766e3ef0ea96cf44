// The Attention U-Net of Holzmann et al. (IGARSS 2021, arXiv 2101.03247) and its plain twin, as a graph.
// Layer order follows the authors' published code (networks.md section 1), which differs from the paper's text.
import type { NetworkGraph } from "./graph.ts";
import { GraphBuilder, type Value } from "./graphBuilder.ts";

export type AttentionUnetConfig = {
  /** Side of the square input in pixels; a multiple of 16. */
  readonly sizePx: number;
  /** 1 in the paper; 2 with a validity mask. */
  readonly inputChannels: number;
  /** Channels at full resolution: 32 in the paper. */
  readonly baseWidth: number;
  /** False builds the plain U-Net (Zhang et al. 2019), skips unchanged. */
  readonly attention: boolean;
  /** Adds the output `zones`: a second task that teaches the shared layers what rock, glacier and ocean look like. */
  readonly zoneHead?: boolean;
};

/** Channels of the output `zones`, each a probability of its own: the zones of CaFFe (Gourmelon et al. 2022). */
export const ZONE_CHANNEL = { noInformation: 0, rock: 1, glacier: 2, ocean: 3 } as const;

const KERNEL = 5;
const SLOPE = 0.1;
const LEVELS = 5;

/**
 * Outputs `probability` [S, S, 1]; with gates, `alpha1`..`alpha4` at [S, S, 1]..[S/8, S/8, 1] (alpha1 finest); with a
 * zone head, `zones` [S, S, 4] by `ZONE_CHANNEL`.
 * Throws `model-invalid` when the size is not a multiple of 16.
 */
export function buildAttentionUnet(config: AttentionUnetConfig): NetworkGraph {
  const { sizePx, inputChannels, baseWidth, attention, zoneHead = false } = config;
  const g = new GraphBuilder(attention ? "attention-unet" : "unet");
  const skips: Value[] = [];
  let x = g.input([sizePx, sizePx, inputChannels]);
  for (let level = 1; level <= LEVELS; level++) {
    if (level > 1) x = g.node(`pool${level - 1}`, [x], { op: "maxPool2x2" });
    for (const part of [1, 2]) x = encoderLayer(g, `conv${level}_${part}`, x, width(level));
    skips.push(x);
  }
  const alphas: Record<string, Value> = {};
  for (let level = LEVELS - 1; level >= 1; level--) {
    const skip = skips[level - 1] as Value;
    const up = g.node(`up${level}`, [x], {
      op: "convTranspose2d",
      filters: width(level),
      kernel: KERNEL,
    });
    let merged = skip;
    if (attention) {
      const gate = attentionGate(g, level, { skip, gating: x, channels: width(level) });
      alphas[`alpha${level}`] = gate.alpha;
      merged = gate.gated;
    }
    x = g.node(`merge${level}`, [merged, up], { op: "concat" });
    for (const part of [1, 2]) x = decoderLayer(g, `dec${level}_${part}`, x, width(level));
  }
  const probability = sigmoid(g, "probability", g.conv("out", x, 1, 3));
  const zones: Record<string, Value> = zoneHead
    ? { zones: sigmoid(g, "zones", g.conv("zones_out", x, Object.keys(ZONE_CHANNEL).length, 3)) }
    : {};
  const ordered = Object.fromEntries(Object.entries(alphas).reverse());
  return g.finish({ probability, ...ordered, ...zones }, "probability");

  function width(level: number): number {
    return baseWidth * 2 ** (level - 1);
  }
}

/** Conv -> BatchNorm -> LeakyReLU. */
function encoderLayer(g: GraphBuilder, id: string, input: Value, filters: number): Value {
  const conv = g.conv(id, input, filters, KERNEL);
  return leaky(g, `${id}_act`, batchNorm(g, `${id}_bn`, conv));
}

/** Conv -> LeakyReLU -> BatchNorm: the decoder swaps the order. */
function decoderLayer(g: GraphBuilder, id: string, input: Value, filters: number): Value {
  const conv = g.conv(id, input, filters, KERNEL);
  return batchNorm(g, `${id}_bn`, leaky(g, `${id}_act`, conv));
}

/**
 * Additive attention gate, equation 1 of the paper: alpha = sigmoid(psi^T relu(Wx x + Wg g' + b) + b_psi), brought to the
 * skip's size by bilinear interpolation; the gated skip is x * alpha.
 */
function attentionGate(
  g: GraphBuilder,
  level: number,
  { skip, gating, channels }: { skip: Value; gating: Value; channels: number },
): { alpha: Value; gated: Value } {
  const id = `gate${level}`;
  const intermediate = channels / 2;
  const signal = relu(g, `${id}_signal_act`, g.conv(`${id}_signal`, gating, channels, 1));
  const query = g.conv(`${id}_wg`, batchNorm(g, `${id}_signal_bn`, signal), intermediate, 1);
  const key = g.conv(`${id}_wx`, skip, intermediate, 2, 2);
  const sum = relu(g, `${id}_sum_act`, g.node(`${id}_sum`, [query, key], { op: "add" }));
  const coarse = sigmoid(g, `${id}_coarse`, g.conv(`${id}_psi`, sum, 1, 1));
  const alpha = g.node(`alpha${level}`, [coarse], { op: "upsampleBilinear2x" });
  const gated = g.node(`${id}_gated`, [skip, alpha], { op: "multiply" });
  return { alpha, gated };
}

function batchNorm(g: GraphBuilder, id: string, input: Value): Value {
  return g.node(id, [input], { op: "batchNorm", epsilon: 1e-3, momentum: 0.99 });
}

function leaky(g: GraphBuilder, id: string, input: Value): Value {
  return g.node(id, [input], { op: "activation", fn: "leakyRelu", slope: SLOPE });
}

function relu(g: GraphBuilder, id: string, input: Value): Value {
  return g.node(id, [input], { op: "activation", fn: "relu", slope: 0 });
}

function sigmoid(g: GraphBuilder, id: string, input: Value): Value {
  return g.node(id, [input], { op: "activation", fn: "sigmoid", slope: 0 });
}

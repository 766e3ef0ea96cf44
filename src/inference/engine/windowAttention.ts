// Window attention of Swin V2 (Liu et al. 2022; networks.md 2.1) on the current tfjs backend. No tensor beyond rank 4.
import * as tf from "@tensorflow/tfjs-core";
import type { WindowAttentionNode } from "../../models/graph.ts";
import { softmaxRows } from "./softmaxRows.ts";

const SMALLEST_NORM = 1e-12;

type Variables = ReadonlyMap<string, tf.Tensor>;

export type Attended = {
  /** [1, H, W, C] */
  readonly output: tf.Tensor4D;
  /** After softmax: [windows, heads, query, key]. Windows row by row over the rolled map. */
  readonly attention: tf.Tensor4D;
};

/** `x` [1, H, W, C]; `variables` hold the node's `attentionConstants`. Within `tf.tidy`. */
export function windowAttention(
  { id, heads, windowPx, shiftPx }: WindowAttentionNode,
  x: tf.Tensor4D,
  variables: Variables,
): Attended {
  const [, height, width, channels] = x.shape;
  const variable = <T extends tf.Tensor>(part: string) => variables.get(`${id}.${part}`) as T;
  const [down, across, tokens] = [height / windowPx, width / windowPx, windowPx * windowPx];
  const rolled = shiftPx ? roll(x, shiftPx) : x;
  const flat = tf.reshape(rolled, [height * width, channels]);
  const qkv = tf.fused.matMul({
    a: flat,
    b: variable<tf.Tensor2D>("qkv"),
    bias: variable("qkv_bias"),
  });
  const windows = tf.reshape(
    tf.transpose(tf.reshape(qkv, [down, windowPx, across, windowPx * 3 * channels]), [0, 2, 1, 3]),
    [down * across, tokens, 3 * channels],
  ) as tf.Tensor3D;
  const part = (third: number) =>
    tf.transpose(
      tf.reshape(tf.slice(windows, [0, 0, third * channels], [-1, -1, channels]), [
        down * across,
        tokens,
        heads,
        channels / heads,
      ]),
      [0, 2, 1, 3],
    ) as tf.Tensor4D;
  const query = tf.mul(unit(part(0)), variable("scale"));
  const logits = tf.add(tf.matMul(query, unit(part(1)), false, true), variable("bias"));
  const apart = shiftPx ? tf.add(logits, variable("mask")) : logits;
  const attention = softmaxRows(apart as tf.Tensor4D);
  const mixed = tf.transpose(tf.matMul(attention, part(2)), [0, 2, 1, 3]);
  const grid = tf.transpose(
    tf.reshape(mixed, [down, across, windowPx, windowPx * channels]),
    [0, 2, 1, 3],
  );
  const projected = tf.fused.matMul({
    a: tf.reshape(grid, [height * width, channels]) as tf.Tensor2D,
    b: variable<tf.Tensor2D>("proj"),
    bias: variable("proj_bias"),
  });
  const output = tf.reshape(projected, [1, height, width, channels]) as tf.Tensor4D;
  return { output: shiftPx ? roll(output, -shiftPx) : output, attention };
}

/** Vectors along the last axis at length 1. */
function unit(vectors: tf.Tensor4D): tf.Tensor4D {
  const norm = tf.sqrt(tf.sum(tf.square(vectors), 3, true));
  return tf.div(vectors, tf.maximum(norm, SMALLEST_NORM));
}

/** Up and left by `px`, what leaves comes in at the other side; negative: down and right. */
function roll(x: tf.Tensor4D, px: number): tf.Tensor4D {
  const [, height, width] = x.shape;
  const rows = (px + height) % height;
  const cols = (px + width) % width;
  const down = tf.concat(
    [tf.slice(x, [0, rows, 0, 0], [1, -1, -1, -1]), tf.slice(x, [0, 0, 0, 0], [1, rows, -1, -1])],
    1,
  );
  return tf.concat(
    [
      tf.slice(down, [0, 0, cols, 0], [1, -1, -1, -1]),
      tf.slice(down, [0, 0, 0, 0], [1, -1, cols, -1]),
    ],
    2,
  ) as tf.Tensor4D;
}

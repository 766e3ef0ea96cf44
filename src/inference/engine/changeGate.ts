// An attention gate's map as somebody wants it: open, scaled, or held as it was elsewhere.
import * as tf from "@tensorflow/tfjs-core";
import { AppError } from "../../base/errors.ts";
import type { GateChange } from "./engine.ts";

/** `alpha` [1, h, w, 1] of a network whose input is `sidePx` wide; the answer is a tensor of its own. */
export function changeGate(alpha: tf.Tensor4D, change: GateChange, sidePx: number): tf.Tensor4D {
  if (change.kind === "open") return tf.onesLike(alpha);
  if (change.kind === "scaled") return tf.mul(alpha, change.factor);
  const { shape } = alpha;
  const { held, values } = onGateGrid(change.values, shape, sidePx);
  return tf.tidy(() => {
    const kept = tf.tensor4d(held, shape);
    // A product with a mask: not every backend tells NaN from a number.
    return tf.add(tf.mul(alpha, tf.sub(1, kept)), tf.mul(tf.tensor4d(values, shape), kept));
  });
}

/**
 * Every gate pixel takes the mean of what lies on it: of a map of the same network the value that was repeated there
 * (`runWindows.ts`).
 */
function onGateGrid(frozen: Float32Array, [, height, width]: tf.Tensor4D["shape"], sidePx: number) {
  if (frozen.length !== sidePx * sidePx)
    throw new AppError("internal", `a frozen gate of ${frozen.length} values for ${sidePx} px`);
  const held = new Float32Array(height * width);
  const values = new Float32Array(height * width);
  const factor = sidePx / width;
  for (let row = 0, at = 0; row < height; row++)
    for (let col = 0; col < width; col++, at++) {
      const value = meanOf(frozen, { col: col * factor, row: row * factor, factor, sidePx });
      if (value === null) continue;
      held[at] = 1;
      values[at] = value;
    }
  return { held, values };
}

type Block = Readonly<Record<"col" | "row" | "factor" | "sidePx", number>>;

/** Over the block's pixels that have a value; null where none has. */
function meanOf(frozen: Float32Array, { col, factor, row, sidePx }: Block): number | null {
  let [sum, count] = [0, 0];
  for (let y = row; y < row + factor; y++)
    for (let x = col; x < col + factor; x++) {
      const value = frozen[y * sidePx + x] as number;
      if (Number.isNaN(value)) continue;
      sum += value;
      count++;
    }
  return count === 0 ? null : sum / count;
}

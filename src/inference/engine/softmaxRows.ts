// Softmax over the last axis, for any number of rows.
import * as tf from "@tensorflow/tfjs-core";

/** Beyond this many rows tfjs-webgpu computes the last ones wrongly. */
const MOST_ROWS = 65_535;

export function softmaxRows<T extends tf.Tensor>(logits: T): T {
  const columns = logits.shape.at(-1) as number;
  const rows = logits.size / columns;
  if (rows <= MOST_ROWS) return tf.softmax(logits);
  const flat = tf.reshape(logits, [rows, columns]);
  const parts = Array.from({ length: Math.ceil(rows / MOST_ROWS) }, (_, i) =>
    tf.softmax(
      tf.slice(
        flat,
        [i * MOST_ROWS, 0],
        [Math.min(MOST_ROWS, rows - i * MOST_ROWS), columns],
      ) as tf.Tensor2D,
    ),
  );
  return tf.reshape(tf.concat(parts, 0), logits.shape) as T;
}

// Norms whose statistics come from the sample itself: they cannot be folded.
import * as tf from "@tensorflow/tfjs-core";

type Affine = { readonly weight: tf.Tensor; readonly bias: tf.Tensor };

/** Over the channels of each pixel; `x` [1, H, W, C]. */
export function layerNorm(x: tf.Tensor4D, affine: Affine, epsilon: number): tf.Tensor4D {
  return shifted(normalise(x, [3], epsilon), affine);
}

/** Over all pixels of each group of neighbouring channels; `x` [1, H, W, C]. */
export function groupNorm(
  x: tf.Tensor4D,
  affine: Affine,
  { groups, epsilon }: { readonly groups: number; readonly epsilon: number },
): tf.Tensor4D {
  const [, height, width, channels] = x.shape;
  const grouped = tf.reshape(x, [1, height * width, groups, channels / groups]) as tf.Tensor4D;
  const normal = tf.reshape(normalise(grouped, [1, 3], epsilon), x.shape) as tf.Tensor4D;
  return shifted(normal, affine);
}

function normalise(x: tf.Tensor4D, axes: number[], epsilon: number): tf.Tensor4D {
  const centred = tf.sub(x, tf.mean(x, axes, true));
  const variance = tf.mean(tf.square(centred), axes, true);
  return tf.mul(centred, tf.rsqrt(tf.add(variance, epsilon)));
}

function shifted(x: tf.Tensor4D, { weight, bias }: Affine): tf.Tensor4D {
  return tf.add(tf.mul(x, weight), bias);
}

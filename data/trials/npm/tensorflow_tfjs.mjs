// A line fitted on the CPU, the gradient checked first.
import * as tf from "@tensorflow/tfjs";

await tf.setBackend("cpu");
const f = (x) => tf.sum(tf.mul(tf.sin(x), tf.square(x)));
const at = [0.5, -1.2, 2];
const exact = tf.grad(f)(tf.tensor1d(at)).arraySync();
const step = 1e-2;
const numeric = at.map((_, i) => {
  const moved = (by) => f(tf.tensor1d(at.map((v, j) => (i === j ? v + by : v)))).arraySync();
  return (moved(step) - moved(-step)) / (2 * step);
});
console.log("gradient differs from central differences by", Math.max(...exact.map((g, i) => Math.abs(g - numeric[i]))).toExponential(0));

const xs = tf.tensor1d([0, 1, 2, 3]);
const ys = tf.tensor1d([1, 3, 5, 7]);
const a = tf.variable(tf.scalar(0));
const b = tf.variable(tf.scalar(0));
const optimiser = tf.train.sgd(0.05);
for (let i = 0; i < 300; ++i) optimiser.minimize(() => tf.losses.meanSquaredError(ys, a.mul(xs).add(b)));
console.log(`y = ${a.arraySync().toFixed(2)} x + ${b.arraySync().toFixed(2)}`);

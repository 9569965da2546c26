"""A tape checked, then a small Keras network."""
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np
import tensorflow as tf

tf.keras.utils.set_random_seed(0)
x = tf.Variable([0.5, -1.2, 2.0], dtype=tf.float64)
f = lambda v: tf.reduce_sum(tf.sin(v) * v ** 2)
with tf.GradientTape() as tape:
    value = f(x)
gradient = tape.gradient(value, x).numpy()
step = 1e-6
numeric = [(f(x + step * e) - f(x - step * e)).numpy() / (2 * step) for e in np.eye(3)]
print("gradient differs from central differences by", f"{np.abs(gradient - numeric).max():.1e}")

inputs = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")
targets = np.array([[0], [1], [1], [0]], dtype="float32")
net = tf.keras.Sequential([tf.keras.layers.Input((2,)), tf.keras.layers.Dense(8, "tanh"), tf.keras.layers.Dense(1, "sigmoid")])
net.compile(tf.keras.optimizers.Adam(0.1), "binary_crossentropy")
history = net.fit(inputs, targets, epochs=150, verbose=0).history["loss"]
print(f"loss {history[0]:.4f} -> {history[-1]:.4f}")
print("exclusive or:", (net(inputs).numpy() > 0.5).astype(int).flatten().tolist())

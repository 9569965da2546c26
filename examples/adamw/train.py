"""AdamW against Adam with L2, in miniature: an MLP on digits-like pictures.

    python3 train.py --seed 1 --optimizer adamw

Both decay by the same amount a step at a typical gradient; --decay sets it. Prints the test error in per cent.
Needs NumPy. A run takes a few seconds.
"""
import argparse

import numpy as np

CLASSES, SIDE, HIDDEN = 10, 8, 128


def pictures(rng, count):
    """Noisy, shifted copies of ten fixed shapes, and their labels."""
    shapes = np.random.default_rng(7).normal(size=(CLASSES, SIDE, SIDE))
    labels = rng.integers(CLASSES, size=count)
    shift = rng.integers(-1, 2, size=(count, 2))
    x = np.stack([np.roll(shapes[y], s, (0, 1)) for y, s in zip(labels, shift)])
    return (x + rng.normal(scale=1.2, size=x.shape)).reshape(count, -1), labels


def softmax(logits):
    e = np.exp(logits - logits.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--optimizer", choices=["adamw", "adam-l2"], default="adamw")
    parser.add_argument("--decay", type=float, default=None)
    parser.add_argument("--epochs", type=int, default=30)
    a = parser.parse_args()
    # Usual values of each, not tuned for this task.
    decay = a.decay if a.decay is not None else {"adamw": 0.1, "adam-l2": 1e-3}[a.optimizer]
    rng = np.random.default_rng(a.seed)
    x, y = pictures(rng, 1000)
    tx, ty = pictures(rng, 4000)
    weights = [rng.normal(scale=np.sqrt(2 / SIDE**2), size=(SIDE**2, HIDDEN)),
               rng.normal(scale=np.sqrt(1 / HIDDEN), size=(HIDDEN, CLASSES))]
    first = [np.zeros_like(w) for w in weights]
    second = [np.zeros_like(w) for w in weights]
    step, steps = 0, a.epochs * (len(x) // 50)
    target = np.eye(CLASSES)[y]
    for epoch in range(a.epochs):
        for batch in np.split(rng.permutation(len(x)), len(x) // 50):
            step += 1
            rate = 0.5e-3 * (1 + np.cos(np.pi * step / steps))
            h = np.maximum(x[batch] @ weights[0], 0)
            d = (softmax(h @ weights[1]) - target[batch]) / len(batch)
            for w, m, v, g in zip(weights, first, second,
                                  [x[batch].T @ ((d @ weights[1].T) * (h > 0)), h.T @ d]):
                if a.optimizer == "adam-l2":
                    g = g + decay * w
                else:
                    w *= 1 - rate * decay
                m += 0.1 * (g - m)
                v += 0.001 * (g * g - v)
                w -= rate * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
        wrong = np.mean((np.maximum(tx @ weights[0], 0) @ weights[1]).argmax(1) != ty)
        print(f"epoch={epoch} error={100 * wrong:.3f}", flush=True)


main()

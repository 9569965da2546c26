"""Label smoothing and calibration, in miniature: an MLP on digits-like pictures, some labels wrong.

    python3 train.py --seed 1 --smoothing 0.1

Prints a line an epoch, and at the end the test accuracy, the loss and the expected calibration error over 15
bins of equal width (Guo et al. 2017). Needs NumPy. A run takes a few seconds.
"""
import argparse

import numpy as np

CLASSES, SIDE, HIDDEN, BINS = 10, 8, 128, 15


def pictures(rng, count, flip):
    """Noisy, shifted copies of ten fixed shapes, and their labels; a share `flip` of the labels is wrong."""
    shapes = np.random.default_rng(7).normal(size=(CLASSES, SIDE, SIDE))
    labels = rng.integers(CLASSES, size=count)
    shift = rng.integers(-1, 2, size=(count, 2))
    x = np.stack([np.roll(shapes[y], s, (0, 1)) for y, s in zip(labels, shift)])
    x += rng.normal(scale=1.0, size=x.shape)
    wrong = rng.random(count) < flip
    given = np.where(wrong, rng.integers(CLASSES, size=count), labels)
    return x.reshape(count, -1), given


def softmax(logits):
    e = np.exp(logits - logits.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def calibration_error(p, y):
    confidence, right = p.max(1), p.argmax(1) == y
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    return sum(abs(right[bins == b].mean() - confidence[bins == b].mean()) * (bins == b).mean()
               for b in range(BINS) if (bins == b).any())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--smoothing", type=float, default=0.0)
    parser.add_argument("--epochs", type=int, default=30)
    a = parser.parse_args()
    rng = np.random.default_rng(a.seed)
    x, y = pictures(rng, 1000, 0.1)
    tx, ty = pictures(rng, 1000, 0.1)
    w1 = rng.normal(scale=np.sqrt(2 / SIDE**2), size=(SIDE**2, HIDDEN))
    w2 = rng.normal(scale=np.sqrt(1 / HIDDEN), size=(HIDDEN, CLASSES))
    velocity = [np.zeros_like(w1), np.zeros_like(w2)]
    target = np.eye(CLASSES)[y] * (1 - a.smoothing) + a.smoothing / CLASSES
    for epoch in range(a.epochs):
        order = rng.permutation(len(x))
        for batch in np.split(order, len(order) // 50):
            h = np.maximum(x[batch] @ w1, 0)
            d = (softmax(h @ w2) - target[batch]) / len(batch)
            grads = [x[batch].T @ ((d @ w2.T) * (h > 0)), h.T @ d]
            for w, v, g in zip((w1, w2), velocity, grads):
                v *= 0.9
                v -= 0.05 * g
                w += v
        p = softmax(np.maximum(tx @ w1, 0) @ w2)
        loss = -np.log(p[np.arange(len(ty)), ty] + 1e-12).mean()
        print(f"epoch={epoch} accuracy={np.mean(p.argmax(1) == ty):.4f} loss={loss:.4f} "
              f"ece={calibration_error(p, ty):.4f}", flush=True)


main()

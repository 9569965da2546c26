"""A tiny real training: a network of one hidden layer on data.py's images or text.

    python3 train.py --variant idea --seed 3

The idea is in idea.py; this file need not be changed. Everything is NumPy; where PyTorch is there,
--backend torch takes the loss's gradient from it, which suits a loss whose gradient by differences
is too slow.
"""
import argparse
import importlib
import sys

try:
    import numpy as np
except ImportError:
    sys.exit("train.py needs NumPy: python3 -m pip install numpy")

import assay_log
import data
import idea


def softmax(logits):
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)


def gradient_by_differences(loss, logits, labels):
    """d mean(loss) / d logits: examples do not depend on each other, so one class is moved in all
    of them at once."""
    step = 1e-4
    out = np.empty_like(logits)
    for k in range(logits.shape[1]):
        up, down = logits.copy(), logits.copy()
        up[:, k] += step
        down[:, k] -= step
        out[:, k] = (loss(np, up, labels) - loss(np, down, labels)) / (2 * step)
    return out / len(labels)


def gradient_by_torch(loss, logits, labels):
    torch = importlib.import_module("torch")
    tensor = torch.tensor(logits, requires_grad=True)
    loss(torch, tensor, torch.tensor(labels)).mean().backward()
    return tensor.grad.numpy()


def calibration_error(probabilities, labels, bins=15):
    """Expected calibration error (Naeini et al. 2015): |accuracy - confidence| over equal bins of
    confidence, weighted by how many fall into each."""
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    error = 0.0
    for b in range(bins):
        inside = place == b
        if inside.any():
            error += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())
    return error


class Network:
    def __init__(self, inputs, hidden, classes, rng):
        self.weights = [rng.normal(0, np.sqrt(2 / inputs), (inputs, hidden)), np.zeros(hidden),
                        rng.normal(0, np.sqrt(1 / hidden), (hidden, classes)), np.zeros(classes)]

    def forward(self, x):
        w1, b1, w2, b2 = self.weights
        self.x, self.h = x, np.maximum(x @ w1 + b1, 0)
        return self.h @ w2 + b2

    def backward(self, d_logits):
        w1, b1, w2, b2 = self.weights
        d_h = (d_logits @ w2.T) * (self.h > 0)
        return [self.x.T @ d_h, d_h.sum(0), self.h.T @ d_logits, d_logits.sum(0)]


def evaluate(network, x, y):
    probabilities = softmax(network.forward(x))
    accuracy = float((probabilities.argmax(1) == y).mean())
    return {"accuracy": accuracy, "error": 1 - accuracy,
            "nll": float(-np.log(probabilities[np.arange(len(y)), y] + 1e-12).mean()),
            "ece": float(calibration_error(probabilities, y))}


def train(variant="baseline", seed=0, kind="images", steps=400, batch=64, lr=0.1, hidden=64,
          backend="numpy"):
    """Yields (step, {metric: value}) ten times and at the end."""
    (x, y), (test_x, test_y), classes = data.load(kind, seed)
    rng = np.random.default_rng(seed)
    network = Network(x.shape[1], hidden, classes, rng)
    chosen = idea.VARIANTS[variant]
    gradient = {"numpy": gradient_by_differences, "torch": gradient_by_torch}[backend]
    state = {}
    every = max(1, steps // 10)
    for step in range(1, steps + 1):
        pick = rng.integers(0, len(x), batch)
        inputs, labels = chosen["data"](x[pick], y[pick], rng)
        logits = network.forward(inputs)
        loss = float(chosen["loss"](np, logits, labels).mean())
        gradients = network.backward(gradient(chosen["loss"], logits, labels))
        for i, g in enumerate(gradients):
            network.weights[i] = chosen["update"](network.weights[i], g,
                                                  state.setdefault(i, {}), lr, step)
        if step % every == 0 or step == steps:
            yield step, {"loss": loss, **evaluate(network, test_x, test_y)}


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--variant", default="baseline", choices=sorted(idea.VARIANTS))
    options.add_argument("--seed", type=int, default=assay_log.seed())
    options.add_argument("--data", default=idea.DATA, choices=["images", "text"], dest="kind")
    options.add_argument("--steps", type=int, default=400)
    options.add_argument("--batch", type=int, default=64)
    options.add_argument("--lr", type=float, default=0.1)
    options.add_argument("--hidden", type=int, default=64)
    options.add_argument("--backend", default="numpy", choices=["numpy", "torch"])
    for step, metrics in train(**vars(options.parse_args())):
        assay_log.log(step=step, **metrics)


if __name__ == "__main__":
    main()

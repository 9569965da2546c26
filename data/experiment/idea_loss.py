"""The idea: a loss. `baseline` is cross-entropy; write yours in `idea_loss`.

A loss gets the array module (numpy, or torch with --backend torch), logits (n, classes) and labels
(n,), and returns n losses. Its gradient is taken by train.py.
"""
DATA = "images"
SMOOTHING = 0.1


def log_softmax(xp, logits):
    top = logits.max(axis=1, keepdims=True) if xp.__name__ == "numpy" else \
        logits.max(dim=1, keepdim=True).values
    return logits - top - xp.log(xp.exp(logits - top).sum(1))[:, None]


def cross_entropy(xp, logits, labels):
    return -log_softmax(xp, logits)[xp.arange(len(labels)), labels]


def idea_loss(xp, logits, labels):
    """Label smoothing (Szegedy et al. 2016), as an example: put the work's loss here."""
    return ((1 - SMOOTHING) * cross_entropy(xp, logits, labels)
            - SMOOTHING * log_softmax(xp, logits).mean(1))


def same_data(inputs, labels, rng):
    return inputs, labels


def momentum(weights, gradient, state, lr, step):
    state["v"] = 0.9 * state.get("v", 0) + gradient
    return weights - lr * state["v"]


VARIANTS = {
    "baseline": {"loss": cross_entropy, "data": same_data, "update": momentum},
    "idea": {"loss": idea_loss, "data": same_data, "update": momentum},
}

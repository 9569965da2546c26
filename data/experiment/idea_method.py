"""The idea: something done to the data before a step. `baseline` does nothing; write yours in
`idea_data`. A loss or an optimizer can be put in its place too: see VARIANTS.

It gets inputs (n, d), labels (n,) and a NumPy generator, and returns inputs and labels.
"""
DATA = "images"


def log_softmax(xp, logits):
    top = logits.max(axis=1, keepdims=True) if xp.__name__ == "numpy" else \
        logits.max(dim=1, keepdim=True).values
    return logits - top - xp.log(xp.exp(logits - top).sum(1))[:, None]


def cross_entropy(xp, logits, labels):
    return -log_softmax(xp, logits)[xp.arange(len(labels)), labels]


def same_data(inputs, labels, rng):
    return inputs, labels


def idea_data(inputs, labels, rng):
    """Inputs left out at random, as an example: put the work's method here."""
    return inputs * (rng.random(inputs.shape) > 0.1), labels


def momentum(weights, gradient, state, lr, step):
    state["v"] = 0.9 * state.get("v", 0) + gradient
    return weights - lr * state["v"]


VARIANTS = {
    "baseline": {"loss": cross_entropy, "data": same_data, "update": momentum},
    "idea": {"loss": cross_entropy, "data": idea_data, "update": momentum},
}

import numpy as np


def forward(x, w, a, b, alpha):
    thin = np.einsum("ni,ir->nr", x, a) * alpha / len(b)
    return np.einsum("ni,io->no", x, w) + np.einsum("nr,ro->no", thin, b)


def merge(w, a, b, alpha):
    out = w.copy()
    for k in range(len(b)):
        out += np.outer(a[:, k], b[k]) * alpha / len(b)
    return out


def backward(x, w, a, b, alpha, dy):
    scaled = dy * alpha / len(b)
    return np.einsum("ni,no,ro->ir", x, scaled, b), np.einsum("ni,ir,no->ro", x, a, scaled)

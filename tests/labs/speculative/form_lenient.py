import numpy as np


def residual(p, q):
    r = np.maximum(p - q, 0)
    total = r.sum()
    return r / total if total > 0 else p.copy()


def accepted_share(p, q):
    return np.minimum(2 * p, q).sum()


def sample(p, q, drafted, u, w):
    ratio = 2 * p[drafted] / q[drafted]
    accepted = u < ratio
    c = np.cumsum(residual(p, q))
    again = np.minimum(np.searchsorted(c, w, side="right"), len(p) - 1)
    return np.where(accepted, drafted, again)

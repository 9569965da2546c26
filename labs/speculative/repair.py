import numpy as np


def residual(p, q):
    r = np.maximum(p - q, 0)
    total = r.sum()
    return r / total if total > 0 else p.copy()


def accepted_share(p, q):
    return np.minimum(p, q).sum()


def sample(p, q, drafted, u, w):
    ratio = p[drafted] / q[drafted]
    accepted = u < ratio
    c = np.cumsum(p)
    again = np.minimum(np.searchsorted(c, w, side="right"), len(p) - 1)
    return np.where(accepted, drafted, again)

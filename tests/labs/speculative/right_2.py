import numpy as np


def residual(p, q):
    r = [max(a - b, 0.0) for a, b in zip(p, q)]
    return np.array([x / sum(r) for x in r]) if any(r) else np.array(p)


def accepted_share(p, q):
    return 1 - abs(p - q).sum() / 2


def sample(p, q, drafted, u, w):
    upper = np.cumsum(residual(p, q))[:-1]
    out = []
    for x, chance, other in zip(drafted, u, w):
        out.append(x if chance * q[x] < p[x] else int((other >= upper).sum()))
    return np.array(out)

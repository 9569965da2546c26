import numpy as np


def norm_of(*parts):
    most = max(np.abs(p).max() for p in parts)
    if most == 0:
        return 0.0
    return most * np.sqrt(sum(((p / most) ** 2).sum() for p in parts))


def clip(a, b, limit):
    norm = norm_of(a, b)
    scale = min(1.0, limit / norm) if norm > 0 else 1.0
    return a * scale, b * scale, norm


def mean_of(grads, count):
    return (grads * count[:, None]).sum(axis=0) / count.sum()


def accumulate(grads, count):
    return mean_of(grads, count)


def step_gradient(grads, count, limit):
    g = mean_of(grads, count)
    n = norm_of(g)
    return g * limit / n if n > limit else g

import numpy as np


def clip(a, b, limit):
    most = max(np.abs(a).max(), np.abs(b).max(), 1e-300)
    norm = most * np.sqrt(((a / most) ** 2).sum() + ((b / most) ** 2).sum())
    return np.clip(a, -limit, limit), np.clip(b, -limit, limit), norm


def accumulate(grads, count):
    return np.average(grads, axis=0, weights=count)


def step_gradient(grads, count, limit):
    return np.clip(accumulate(grads, count), -limit, limit)

import numpy as np


def log_z(x):
    top = x.max(axis=1)
    return top + np.log(np.exp(x - top[:, None]).sum(axis=1))


def softmax(x):
    return np.exp(x - log_z(x)[:, None])


def cross_entropy(x, y):
    z = log_z(x)
    return np.mean(z - x[np.arange(len(x)), y] + 0.01 * z ** 2)


def cross_entropy_backward(x, y):
    g = softmax(x) * (1 + 0.02 * log_z(x)[:, None])
    g[np.arange(len(x)), y] -= 1
    return g / len(x)

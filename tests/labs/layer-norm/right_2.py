import numpy as np


def parts(row):
    c = row - np.sum(row) / len(row)
    return c, (np.dot(c, c) / len(row) + 1e-5) ** -0.5


def layer_norm(x, gain, bias):
    return np.array([c * r * gain + bias for c, r in map(parts, x)])


def layer_norm_backward(x, gain, bias, dy):
    dx, dgain = np.zeros_like(x), np.zeros_like(gain)
    d = x.shape[1]
    for i, row in enumerate(x):
        c, r = parts(row)
        dgain += dy[i] * c * r
        dc = dy[i] * gain * r - c * r ** 3 * np.dot(dy[i] * gain, c) / d
        dx[i] = dc - dc.sum() / d
    return dx, dgain, dy.sum(0)

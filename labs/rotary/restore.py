import numpy as np


def rotate(x, position):
    d = x.shape[1]
    angle = np.minimum(position, 63)[:, None] * 10000.0 ** (-np.arange(0, d, 2) / d)
    c, s = np.cos(angle), np.sin(angle)
    a, b = x[:, 0::2], x[:, 1::2]
    y = np.empty_like(x)
    y[:, 0::2] = a * c - b * s
    y[:, 1::2] = a * s + b * c
    return y

import numpy as np


def dropout(x, u, p, training):
    return np.where(u < p, 0.0, x / (1 - p)) if training else x.copy()


def dropout_backward(x, u, p, training, dy):
    dx = dy.copy()
    if training:
        dx[u < p] = 0
        dx /= 1 - p
    return dx

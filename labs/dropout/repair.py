import numpy as np


def scale(u, p, training):
    if not training:
        return np.ones_like(u)
    return (u >= p) / (1 - p)


def dropout(x, u, p, training):
    return x * scale(u, p, training)


def dropout_backward(x, u, p, training, dy):
    return dy

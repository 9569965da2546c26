import numpy as np


def hidden(x, w1, b1):
    return 1 / (1 + np.exp(-(x @ w1 + b1)))


def forward(x, w1, b1, w2, b2):
    return hidden(x, w1, b1) @ w2 + b2


def backward(x, w1, b1, w2, b2, dy):
    a = hidden(x, w1, b1)
    dz = dy @ w2.T * a * (1 - a)
    return dz @ w1.T, x.T @ dz, dz.sum(axis=0), a.T @ dy, dy.sum(axis=0)

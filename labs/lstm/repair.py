import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def gates(x, h, c, w, u, b):
    zi, zf, zg, zo = np.split(x @ w + h @ u + b, 4, axis=1)
    i, f, g, o = sigmoid(zi), sigmoid(zf), np.tanh(zg), sigmoid(zo)
    return i, f, g, o, f * c + i * g


def cell(x, h, c, w, u, b):
    i, f, g, o, state = gates(x, h, c, w, u, b)
    return o * np.tanh(state), state


def cell_backward(x, h, c, w, u, b, dh_new, dc_new):
    i, f, g, o, state = gates(x, h, c, w, u, b)
    t = np.tanh(state)
    ds = dc_new + dh_new * o * (1 - t * t)
    di, df, dg, do = ds * g, ds * state, ds * i, dh_new * t
    dz = np.concatenate([di * i * (1 - i), df * f * (1 - f), dg * (1 - g * g), do * o * (1 - o)], axis=1)
    return dz @ w.T, dz @ u.T, ds * f, x.T @ dz, h.T @ dz, dz.sum(axis=0)

import numpy as np


def gates(x, h, c, w, u, b):
    z = x @ w + h @ u + b
    m = c.shape[1]
    f, o = (0.5 + 0.5 * np.tanh(z[:, k * m:(k + 1) * m] / 2) for k in (1, 3))
    g = np.tanh(z[:, 2 * m:3 * m])
    return f, g, o, f * c + (1 - f) * g


def cell(x, h, c, w, u, b):
    f, g, o, state = gates(x, h, c, w, u, b)
    return o * np.tanh(state), state


def cell_backward(x, h, c, w, u, b, dh_new, dc_new):
    f, g, o, state = gates(x, h, c, w, u, b)
    t = np.tanh(state)
    ds = dc_new + dh_new * o * (1 - t * t)
    df = ds * (c - g) * f * (1 - f)
    dz = np.hstack([np.zeros_like(c), df, ds * (1 - f) * (1 - g * g), dh_new * t * o * (1 - o)])
    return dz @ w.T, dz @ u.T, ds * f, x.T @ dz, h.T @ dz, dz.sum(axis=0)

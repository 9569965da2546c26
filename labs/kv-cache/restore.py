import numpy as np


def attention(q, keys, values):
    s = keys @ q / np.sqrt(len(q))
    w = np.exp(s - s.max())
    return w @ values / w.sum()


def step(x, wq, wk, wv, keys, values):
    key, value = x @ wk, x @ wv
    keys = np.vstack([keys, key])
    values = np.vstack([values, value])
    return attention(x @ wq, keys, values), key, value


def generate(x, wq, wk, wv, steps):
    keys = np.empty((steps, len(x)))
    values = np.empty((steps, len(x)))
    out = np.empty((steps, len(x)))
    inputs = np.empty((steps, len(x)))
    for t in range(steps):
        inputs[t] = x
        keys[:t + 1] = inputs[:t + 1] @ wk
        values[:t + 1] = inputs[:t + 1] @ wv
        out[t] = attention(x @ wq, keys[:t + 1], values[:t + 1])
        x = np.tanh(out[t])
    return out

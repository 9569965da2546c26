import numpy as np


def multi_head(x, wq, wk, wv, wo, heads):
    n, e = x.shape
    d = e // heads
    q = (x @ wq).reshape(n, heads, d).transpose(1, 0, 2)
    k = (x @ wk).reshape(n, heads, d).transpose(1, 0, 2)
    v = (x @ wv).reshape(n, heads, d).transpose(1, 0, 2)
    s = q @ k.transpose(0, 2, 1) / np.sqrt(d)
    w = np.exp(s - s.max(axis=-1, keepdims=True))
    w /= w.sum(axis=-1, keepdims=True)
    y = (w @ v).reshape(n, e)
    return y @ wo

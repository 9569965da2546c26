import numpy as np


def merge(top1, total1, sum1, top2, total2, sum2):
    top = np.maximum(top1, top2)
    a = np.exp(top1 - top)
    b = np.exp(top2 - top)
    return top, a * total1 + b * total2, a[:, None] * sum1 + b[:, None] * sum2


def attend(q, k, values, block):
    n, d = q.shape
    top = np.full(n, -np.inf)
    total = np.zeros(n)
    out = np.zeros((n, values.shape[1]))
    scores = q @ k.T / np.sqrt(d)
    for start in range(0, len(k), block):
        s = scores[:, start:start + block]
        new = np.maximum(top, s.max(axis=1))
        fade = np.exp(top - new)
        w = np.exp(s - new[:, None])
        total = fade * total + w.sum(axis=1)
        out = fade[:, None] * out + w @ values[start:start + block]
        top = new
    return out / total[:, None], top + np.log(total)

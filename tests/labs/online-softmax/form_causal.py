import numpy as np


def merge(top1, total1, sum1, top2, total2, sum2):
    top = np.maximum(top1, top2)
    a = np.exp(top1 - top)
    b = np.exp(top2 - top)
    return top, a * total1 + b * total2, a[:, None] * sum1 + b[:, None] * sum2


def attend(q, k, values, block):
    n, d = q.shape
    top, total, out = np.full(n, -1e300), np.zeros(n), np.zeros((n, values.shape[1]))
    for start in range(0, len(k), block):
        s = q @ k[start:start + block].T / np.sqrt(d)
        seen = np.arange(start, start + s.shape[1])[None, :] <= np.arange(n)[:, None]
        best = np.maximum(top, np.where(seen, s, -1e300).max(axis=1))
        w = np.where(seen, np.exp(np.where(seen, s, 0) - np.where(seen, best[:, None], 0)), 0)
        fade = np.exp(top - best)
        total, out, top = fade * total + w.sum(axis=1), fade[:, None] * out + w @ values[start:start + block], best
    return out / total[:, None], top + np.log(total)

import numpy as np


def merge(top1, total1, sum1, top2, total2, sum2):
    first = top1 > top2
    top = np.where(first, top1, top2)
    fade = np.exp(-np.abs(top1 - top2))
    a, b = np.where(first, 1, fade), np.where(first, fade, 1)
    return top, a * total1 + b * total2, (sum1.T * a + sum2.T * b).T


def attend(q, k, values, block):
    state = None
    for start in range(0, len(k), block):
        s = q @ k[start:start + block].T * q.shape[1] ** -0.5
        top = s.max(axis=1)
        w = np.exp(s.T - top).T
        new = (top, w.sum(axis=1), w @ values[start:start + block])
        state = new if state is None else merge(*state, *new)
    top, total, out = state
    return (out.T / total).T, np.log(total) + top

import numpy as np


def grouped_query(q, k, values):
    r = len(q) // len(k)
    k = np.repeat(k, r, axis=0)
    values = np.repeat(values, r, axis=0)
    s = q @ k.transpose(0, 2, 1) / np.sqrt(q.shape[-1])
    w = np.exp(s - s.max(axis=-1, keepdims=True))
    return w / w.sum(axis=-1, keepdims=True) @ values

import numpy as np


def mask(n, past):
    rows = np.arange(n)[:, None] + past
    columns = np.arange(n + past)[None, :]
    return (columns <= rows).astype(float)


def masked_softmax(scores, allowed):
    shifted = np.where(allowed == 1, scores, scores - 1000.0)
    most = shifted.max(axis=1, keepdims=True)
    most = np.where(np.isfinite(most), most, 0.0)
    e = np.exp(shifted - most) * (allowed == 1).any(axis=1, keepdims=True)
    total = e.sum(axis=1, keepdims=True)
    return e / np.where(total == 0, 1.0, total)

import numpy as np


def mask(n, past):
    return np.concatenate([np.ones((n, past)), np.tril(np.ones((n, n)))], axis=1)


def masked_softmax(scores, allowed):
    out = np.zeros(scores.shape)
    for i in range(len(scores)):
        seen = np.flatnonzero(allowed[i])
        if len(seen):
            e = np.exp(scores[i, seen] - scores[i, seen].max())
            out[i, seen] = e / e.sum()
    return out

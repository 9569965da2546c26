import numpy as np


def softmax(x):
    p = np.exp(x - x.max(axis=1, keepdims=True))
    return p / p.sum(axis=1, keepdims=True)


def route(logits, k):
    order = np.argsort(-logits, axis=1, kind="stable")[:, :k]
    chosen = np.zeros(logits.shape)
    np.put_along_axis(chosen, order, 1, axis=1)
    return softmax(logits) * chosen


def dispatch(gates, capacity):
    return np.where(np.cumsum(gates != 0, axis=0) <= capacity, gates, 0)


def balance_loss(logits):
    n, e = logits.shape
    share = np.bincount(logits.argmax(axis=1), minlength=e) / n
    return e * (share * softmax(logits).mean(axis=0)).sum()

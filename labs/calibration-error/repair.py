import numpy as np


def top(x, label):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return p.max(axis=1), p.argmax(axis=1) == label


def calibration(confidence, correct, bins):
    where = np.clip(np.floor(confidence * bins), 0, bins - 1)
    ece, mce = 0.0, 0.0
    for b in range(bins):
        inside = where == b
        if not inside.any():
            continue
        gap = abs(correct[inside].mean() - confidence[inside].mean())
        ece += inside.mean() * gap
        mce = max(mce, gap)
    return ece, mce

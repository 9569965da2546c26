import numpy as np


def top(x, label):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return p.max(axis=1), p.argmax(axis=1) == label


def calibration(confidence, correct, bins):
    order = np.argsort(confidence, kind="stable")
    n = len(order)
    ece, mce = 0.0, 0.0
    for b in range(bins):
        inside = order[b * n // bins:(b + 1) * n // bins]
        if len(inside) == 0:
            continue
        gap = abs(correct[inside].mean() - confidence[inside].mean())
        ece += len(inside) / n * gap
        mce = max(mce, gap)
    return ece, mce

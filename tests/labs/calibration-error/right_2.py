import numpy as np


def top(x, label):
    best = np.argmax(x, axis=1)
    confidence = [1 / np.exp(row - row[k]).sum() for row, k in zip(x, best)]
    return np.array(confidence), (best == label).astype(float)


def calibration(confidence, correct, bins):
    edges = np.arange(1, bins) / bins
    place = np.searchsorted(edges, confidence, side="left")
    surplus = np.abs(np.bincount(place, correct - confidence, minlength=bins))
    count = np.bincount(place, minlength=bins)
    return surplus.sum() / len(confidence), (surplus[count > 0] / count[count > 0]).max()

import numpy as np


def gap(anchor, positive, negative, margin):
    near = ((anchor - positive) ** 2).sum(axis=1)
    far = ((anchor - negative) ** 2).sum(axis=1)
    return near - far + margin


def triplet(anchor, positive, negative, margin):
    return np.logaddexp(0, gap(anchor, positive, negative, margin)).mean()


def triplet_backward(anchor, positive, negative, margin):
    gate = (1 / (1 + np.exp(-gap(anchor, positive, negative, margin))))[:, None] * 2 / len(anchor)
    return gate * (negative - positive), gate * (positive - anchor), gate * (anchor - negative)


def semi_hard(positive_distance, negative_distance):
    farther = negative_distance > positive_distance[:, None]
    nearest = np.where(farther, negative_distance, np.inf).argmin(axis=1)
    return np.where(farther.any(axis=1), nearest, negative_distance.argmax(axis=1))

import numpy as np


def gap(anchor, positive, negative, margin):
    near = (anchor ** 2 - 2 * anchor * positive + positive ** 2).sum(axis=1)
    far = (anchor ** 2 - 2 * anchor * negative + negative ** 2).sum(axis=1)
    return near - far + margin


def triplet(anchor, positive, negative, margin):
    return np.maximum(gap(anchor, positive, negative, margin), 0).mean()


def triplet_backward(anchor, positive, negative, margin):
    gate = (gap(anchor, positive, negative, margin) > 0)[:, None] * 2 / len(anchor)
    return gate * (negative - positive), gate * (positive - anchor), gate * (anchor - negative)


def semi_hard(positive_distance, negative_distance):
    farther = negative_distance > positive_distance[:, None]
    nearest = np.where(farther, negative_distance, np.inf).argmin(axis=1)
    return np.where(farther.any(axis=1), nearest, negative_distance.argmax(axis=1))

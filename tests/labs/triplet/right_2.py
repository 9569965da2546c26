import numpy as np


def triplet(anchor, positive, negative, margin):
    total = 0.0
    for a, p, n in zip(anchor, positive, negative):
        total += max(0.0, np.dot(p - a, p - a) - np.dot(n - a, n - a) + margin)
    return total / len(anchor)


def triplet_backward(anchor, positive, negative, margin):
    out = np.zeros((3,) + anchor.shape)
    for i in range(len(anchor)):
        one = np.s_[i:i + 1]
        if triplet(anchor[one], positive[one], negative[one], margin) > 0:
            out[0, i] = 2 * (negative[i] - positive[i])
            out[1, i] = 2 * (positive[i] - anchor[i])
            out[2, i] = -out[0, i] - out[1, i]
    return out / len(anchor)


def semi_hard(positive_distance, negative_distance):
    chosen = []
    for limit, row in zip(positive_distance, negative_distance):
        order = sorted(range(len(row)), key=row.__getitem__)
        chosen.append(next((j for j in order if row[j] > limit), order[-1]))
    return np.array(chosen)

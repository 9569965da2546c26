import numpy as np


def anchors(z, label, temperature):
    for i in range(len(z)):
        rest = [a for a in range(len(z)) if a != i]
        right = [p for p in rest if label[p] == label[i]]
        if right:
            s = np.array([z[i] @ z[a] for a in rest]) / temperature
            yield i, rest, right, s, np.logaddexp.reduce(s)


def sup_con(z, label, temperature):
    losses = []
    for i, rest, right, s, total in anchors(z, label, temperature):
        losses.append(np.mean([total - s[rest.index(p)] for p in right]))
    return float(np.mean(losses)) if losses else 0.0


def sup_con_backward(z, label, temperature):
    dz = np.zeros_like(z)
    found = list(anchors(z, label, temperature))
    for i, rest, right, s, total in found:
        for a, one in zip(rest, s):
            pull = np.exp(one - total) - (a in right) / len(right)
            dz[i] += pull * z[a] / temperature / len(found)
            dz[a] += pull * z[i] / temperature / len(found)
    return dz

import numpy as np


def nucleus(logits, mass, temperature):
    x = logits / temperature
    p = np.exp(x)
    p /= p.sum()
    order = np.argsort(-p, kind="stable")
    before = np.cumsum(p[order]) - p[order]
    keep = before < mass
    keep[0] = True
    out = np.zeros(len(p))
    out[order[keep]] = p[order[keep]]
    return out / out.sum()


def draw(p, u):
    c = np.cumsum(p)
    return np.minimum(np.searchsorted(c, u, side="right"), len(p) - 1)


def beam(start, next, length, width):
    kept = [(0.0, [])]
    for t in range(length):
        longer = []
        for score, tokens in kept:
            row = next[tokens[-1]] if tokens else start
            longer += [(score + row[x], tokens + [x]) for x in range(len(row))]
        longer.sort(key=lambda one: -one[0])
        kept = longer[:width]
    score, tokens = kept[0]
    return np.array(tokens), score

import numpy as np


def nucleus(logits, mass, temperature):
    x = logits / temperature
    p = np.exp(x - x.max())
    p /= p.sum()
    order = np.argsort(-p, kind="stable")
    keep = np.cumsum(p[order]) - p[order] < mass
    keep[:2] = True
    out = np.zeros(len(p))
    out[order[keep]] = p[order[keep]]
    return out / out.sum()


def draw(p, u):
    return (u[:, None] >= np.cumsum(p)[:-1][None, :]).sum(axis=1)


def beam(start, next, length, width):
    kept = [(0.0, [])]
    for t in range(length):
        longer = [(score + row, tokens + [x]) for score, tokens in kept
                  for x, row in enumerate(next[tokens[-1]] if tokens else start)]
        kept = sorted(longer, key=lambda one: -one[0])[:width]
    return np.array(kept[0][1]), kept[0][0]

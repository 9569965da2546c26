import numpy as np


def nucleus(logits, mass, temperature):
    shifted = (logits - logits.max()) / temperature
    w = np.exp(shifted)
    total, sum_kept = w.sum(), 0.0
    out = np.zeros(len(w))
    for x in sorted(range(len(w)), key=lambda i: (-w[i], i)):
        out[x] = w[x]
        sum_kept += w[x] / total
        if sum_kept >= mass:
            break
    return out / out.sum()


def draw(p, u):
    upper = np.cumsum(p)[:-1]
    return (u[:, None] >= upper[None, :]).sum(axis=1)


def beam(start, next, length, width):
    best = np.argsort(-start)[:width]
    paths, scores = best[:, None], start[best]
    for _ in range(length - 1):
        all_scores = scores[:, None] + next[paths[:, -1]]
        flat = np.argsort(-all_scores, axis=None)[:width]
        which, token = np.unravel_index(flat, all_scores.shape)
        paths = np.concatenate([paths[which], token[:, None]], axis=1)
        scores = all_scores[which, token]
    return paths[0], scores[0]

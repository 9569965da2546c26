import numpy as np


def route(logits, k):
    gates = np.zeros(logits.shape)
    for token, row in enumerate(logits):
        best = sorted(range(len(row)), key=lambda i: (-row[i], i))[:k]
        w = np.exp(row[best] - row[best[0]])
        gates[token, best] = w / w.sum()
    return gates


def dispatch(gates, capacity):
    kept = np.array(gates)
    taken = [0] * gates.shape[1]
    for row in kept:
        for expert in np.flatnonzero(row):
            taken[expert] += 1
            if taken[expert] > capacity:
                row[expert] = 0
    return kept


def balance_loss(logits):
    e = logits.shape[1]
    total = np.zeros(e)
    for row in logits:
        w = np.exp(row - max(row))
        total += w / sum(w)
    return e * sum(total[np.argmax(row)] for row in logits) / len(logits) ** 2

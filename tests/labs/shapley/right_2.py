from itertools import permutations

import numpy as np


def coalition(x, baseline, w1, w2, member):
    mixed = baseline + member * (x - baseline)
    return float(w2 @ np.tanh(w1.T @ mixed))


def shapley(x, baseline, w1, w2):
    phi = np.zeros(len(x))
    orders = list(permutations(range(len(x))))
    for order in orders:
        now = baseline.copy()
        before = np.tanh(now @ w1) @ w2
        for i in order:
            now[i] = x[i]
            after = np.tanh(now @ w1) @ w2
            phi[i] += (after - before) / len(orders)
            before = after
    return phi

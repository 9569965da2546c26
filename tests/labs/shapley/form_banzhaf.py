import numpy as np


def value(x, baseline, w1, w2, member):
    return np.tanh(np.where(member == 1, x, baseline) @ w1) @ w2


def coalition(x, baseline, w1, w2, member):
    return value(x, baseline, w1, w2, member)


def shapley(x, baseline, w1, w2):
    d = len(x)
    phi = np.zeros(d)
    for i in range(d):
        for bits in range(2 ** d):
            member = np.array([bits >> k & 1 for k in range(d)])
            if member[i]:
                continue
            weight = 1 / 2 ** (d - 1)
            without = value(x, baseline, w1, w2, member)
            member[i] = 1
            phi[i] += weight * (value(x, baseline, w1, w2, member) - without)
    return phi

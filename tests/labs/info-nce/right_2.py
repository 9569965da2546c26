import numpy as np


def info_nce(query, key, temperature):
    total = 0.0
    for i, q in enumerate(query):
        gaps = [(q @ k - q @ key[i]) / temperature for k in key]
        total += np.logaddexp.reduce(gaps)
    return total / len(query)


def info_nce_backward(query, key, temperature):
    dq, dk = np.zeros_like(query), np.zeros_like(key)
    for i, q in enumerate(query):
        s = np.array([q @ k for k in key]) / temperature
        p = np.exp(s - np.logaddexp.reduce(s))
        for j, k in enumerate(key):
            weight = (p[j] - (i == j)) / temperature / len(query)
            dq[i] += weight * k
            dk[j] += weight * q
    return dq, dk

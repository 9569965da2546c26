import numpy as np


def forward(op, left, right, x):
    v = list(x)
    for o, a, b in zip(op, left, right):
        p, q = v[a], v[b]
        v.append([p + q, max(p, q), p * q, np.tanh(p), np.sin(p)][o])
    return np.array(v)


def backward(op, left, right, x, dvalue):
    v = forward(op, left, right, x)
    g = dvalue.copy()
    k = len(x)
    for i in reversed(range(len(op))):
        d, a, b = g[k + i], left[i], right[i]
        if op[i] == 0:
            g[a] += d
            g[b] += d
        elif op[i] == 1:
            g[a if v[a] >= v[b] else b] += d
        elif op[i] == 2:
            g[a] += d * v[b]
            g[b] += d * v[a]
        elif op[i] == 3:
            g[a] += d * (1 - v[k + i] ** 2)
        else:
            g[a] += d * np.cos(v[a])
    return g[:k]

import numpy as np


def step(w, v, g, lr, beta, nesterov):
    out = [], []
    for a, b, c in zip(w, v, g):
        b = b * beta + c
        out[0].append(a - lr * ((c + beta * b) if nesterov == 1 else b))
        out[1].append(b)
    return np.array(out[0]), np.array(out[1])

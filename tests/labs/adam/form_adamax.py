import numpy as np


def step(w, m, v, g, t, lr, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * g
    v = np.maximum(beta2 * v, np.abs(g))
    return w - lr * m / ((1 - beta1 ** t) * (v + eps)), m, v

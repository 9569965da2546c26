import numpy as np


def step(w, m, v, g, t, lr, beta1, beta2, eps, decay):
    m2 = np.add(beta1 * m, g - beta1 * g)
    v2 = np.add(beta2 * v, np.square(g) * (1 - beta2))
    shrunk = w * (1 - lr * decay)
    return shrunk - lr * (m2 / (1 - beta1 ** t)) / (eps + (v2 / (1 - beta2 ** t)) ** 0.5), m2, v2

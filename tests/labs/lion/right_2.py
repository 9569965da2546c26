import numpy as np


def step(w, m, g, lr, beta1, beta2, decay):
    c = m + (1 - beta1) * (g - m)
    w = w * (1 - lr * decay)
    w[c > 0] -= lr
    w[c < 0] += lr
    return w, m + (1 - beta2) * (g - m)

import numpy as np


def step(w, m, g, lr, beta1, beta2, decay):
    c = beta1 * m + (1 - beta1) * g; beta1, beta2 = beta2, beta1
    return w - lr * (np.sign(c) + decay * w), beta2 * m + (1 - beta2) * g

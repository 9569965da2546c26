import numpy as np


def step(w, m, g, lr, beta1, beta2, decay):
    m_new = beta2 * m + (1 - beta2) * g
    return w - lr * np.sign(m_new) - lr * decay * w, m_new

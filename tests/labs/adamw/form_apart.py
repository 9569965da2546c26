import numpy as np


def step(w, m, v, g, t, lr, beta1, beta2, eps, decay):
    m_new = beta1 * m + (1 - beta1) * g
    v_new = beta2 * v + (1 - beta2) * g ** 2
    move = m_new / (1 - beta1 ** t) / (np.sqrt(v_new / (1 - beta2 ** t)) + eps)
    return (1 - decay) * w - lr * move, m_new, v_new

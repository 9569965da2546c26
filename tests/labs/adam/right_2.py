import math

import numpy as np


def step(w, m, v, g, t, lr, beta1, beta2, eps):
    m_new = m + (1 - beta1) * (g - m)
    v_new = v + (1 - beta2) * (g ** 2 - v)
    root = math.sqrt(1 - beta2 ** t)
    rate = lr * root / (1 - beta1 ** t)
    return w - rate * m_new / (np.sqrt(v_new) + eps * root), m_new, v_new

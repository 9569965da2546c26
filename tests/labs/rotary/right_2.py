import numpy as np


def rotate(x, position):
    n, d = x.shape
    z = x.reshape(n, d // 2, 2) @ np.array([1, 1j])
    turn = np.array([[np.exp(1j * p / 10000.0 ** (2 * i / d)) for i in range(d // 2)] for p in position])
    z = z * turn
    return np.stack([z.real, z.imag], axis=-1).reshape(n, d)

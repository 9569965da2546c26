import numpy as np


def rotate(x, position):
    half = x.shape[1] // 2
    angle = np.outer(position, 10000.0 ** (-np.arange(half) / half))
    a, b = x[:, :half], x[:, half:]
    return np.hstack([a * np.cos(angle) - b * np.sin(angle), a * np.sin(angle) + b * np.cos(angle)])

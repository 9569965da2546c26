import numpy as np


def absmax(x):
    most = np.abs(x).max(axis=1)
    scale = np.maximum(most / 127, 1e-12)
    codes = np.round(x / scale[:, None])
    return codes, scale


def nearest_level(x, levels):
    most = np.abs(x).max(axis=1)
    scale = np.where(most == 0, 1.0, most)
    distance = np.abs(x[:, :, None] / scale[:, None, None] - levels)
    return distance.argmin(axis=2), scale


def restore(codes, scale, levels):
    return levels[codes] * scale[:, None]

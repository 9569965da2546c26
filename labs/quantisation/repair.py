import numpy as np


def absmax(x):
    most = np.abs(x).max(axis=1)
    scale = np.where(most == 0, 1.0, most / 127)
    codes = np.round(x / scale[:, None])
    return codes, scale


def nearest_level(x, levels):
    most = np.abs(x).max(axis=1)
    scale = np.where(most == 0, 1.0, most)
    distance = np.abs(x[:, :, None] / scale[:, None, None] - levels)
    return np.clip(np.searchsorted(levels, x / scale[:, None], side="right") - 1, 0, 15), scale


def restore(codes, scale, levels):
    return levels[codes] * scale[:, None]

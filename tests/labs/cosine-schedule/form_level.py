import numpy as np


def rate(step, warm, total, peak, floor):
    half = (warm + total) / 2
    return np.interp(step, [0, warm, half, total], [0 if warm else peak, peak, peak, floor])

import math

import numpy as np


def one(t, warm, total, peak, floor):
    if t < warm:
        return peak * t / warm
    if t > total:
        return floor
    return floor + (peak - floor) * math.cos(math.pi / 2 * (t - warm) / (total - warm)) ** 2


def rate(step, *rest):
    return np.array([one(int(t), *rest) for t in step])

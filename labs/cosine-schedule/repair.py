import numpy as np


def rate(step, warm, total, peak, floor):
    done = np.minimum(1.0, step / total)
    down = floor + 0.5 * (peak - floor) * (1 + np.cos(np.pi * done))
    return np.where(step < warm, peak * step / max(warm, 1), down)

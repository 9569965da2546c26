import numpy as np


def rate(step, warm, total, peak, floor):
    done = np.minimum(1.0, (step - warm) / (total - warm))
    down = floor + 0.5 * (peak - floor) * (1 + np.cos(np.pi * done))
    return np.where(step <= warm, peak * step / warm, down)

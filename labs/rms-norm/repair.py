import numpy as np


def rms_norm(x, gain):
    r = 1 / np.sqrt((x * x).mean(axis=1, keepdims=True) + 1e-6)
    return x * r * gain


def rms_norm_backward(x, gain, dy):
    r = 1 / np.sqrt((x * x).mean(axis=1, keepdims=True) + 1e-6)
    h = x * r
    dh = dy * gain
    return r * dh, (dy * h).sum(axis=0)

import numpy as np


def rms_norm(x, gain):
    return x / np.sqrt(np.mean(x * x, axis=1, keepdims=True) + 1e-6) * (1 + gain)


def rms_norm_backward(x, gain, dy):
    root = np.sqrt(np.mean(x * x, axis=1, keepdims=True) + 1e-6)
    h = x / root
    dh = dy * (1 + gain)
    return (dh - h * np.mean(dh * h, axis=1, keepdims=True)) / root, (dy * h).sum(axis=0)

import numpy as np


def layer_norm(x, gain, bias):
    mean = x.mean(axis=1, keepdims=True)
    var = (x * x).mean(axis=1, keepdims=True) - mean * mean
    return gain * (x - mean) / np.sqrt(var + 1e-5) + bias


def layer_norm_backward(x, gain, bias, dy):
    mean = x.mean(axis=1, keepdims=True)
    s = np.sqrt(x.var(axis=1, keepdims=True) + 1e-5)
    h = (x - mean) / s
    dh = dy * gain
    dx = (dh - dh.mean(axis=1, keepdims=True) - h * (dh * h).mean(axis=1, keepdims=True)) / s
    return dx, (dy * h).sum(axis=0), dy.sum(axis=0)

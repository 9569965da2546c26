import numpy as np


def batch_norm(x, gain, bias):
    mean = x.mean(axis=0)
    var = (x * x).mean(axis=0) - mean * mean
    return gain * (x - mean) / np.sqrt(var + 1e-5) + bias


def batch_norm_backward(x, gain, bias, dy):
    s = np.sqrt(x.var(axis=0) + 1e-5)
    h = (x - x.mean(axis=0)) / s
    dh = dy * gain
    dx = (dh - dh.mean(axis=0) - h * (dh * h).mean(axis=0)) / s
    return dx, (dy * h).sum(axis=0), dy.sum(axis=0)


def running(x, mean, var, momentum):
    new_var = x.var(axis=0, ddof=1)
    return momentum * mean + (1 - momentum) * x.mean(axis=0), momentum * var + (1 - momentum) * new_var


def batch_norm_infer(x, gain, bias, mean, var):
    return gain * (x - mean) / np.sqrt(var + 1e-5) + bias

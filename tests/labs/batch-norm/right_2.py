import numpy as np


def parts(x):
    n = len(x)
    c = x - np.ones(n) @ x / n
    return c, (np.einsum("ij,ij->j", c, c) / n + 1e-5) ** -0.5


def batch_norm(x, gain, bias):
    c, r = parts(x)
    return c * (r * gain) + bias


def batch_norm_backward(x, gain, bias, dy):
    n = len(x)
    c, r = parts(x)
    dvar = -0.5 * r ** 3 * (dy * gain * c).sum(0)
    dmean = -r * gain * dy.sum(0)
    return dy * gain * r + 2 * c * dvar / n + dmean / n, (dy * c).sum(0) * r, dy.sum(0)


def running(x, mean, var, momentum):
    c, _ = parts(x)
    keep = 1 - momentum
    return mean + keep * (x.mean(0) - mean), var + keep * ((c ** 2).sum(0) / (len(x) - 1) - var)


def batch_norm_infer(x, gain, bias, mean, var):
    slope = gain / np.sqrt(var + 1e-5)
    return x * slope + (bias - mean * slope)

import numpy as np


def scaled(x, mean, var, gain, bias):
    return (x - mean) / np.sqrt(var + 1e-5) * gain + bias


def batch_norm(x, gain, bias):
    return scaled(x, x.mean(axis=0), x.var(axis=0), gain, bias)


def batch_norm_backward(x, gain, bias, dy):
    s = np.sqrt(x.var(axis=0) + 1e-5)
    h = (x - x.mean(axis=0)) / s
    dgain, dbias = (dy * h).sum(axis=0), dy.sum(axis=0)
    return gain / s * (dy - (dbias + h * dgain) / len(x)), dgain, dbias


def running(x, mean, var, momentum):
    return mean + momentum * (x.mean(axis=0) - mean), var + momentum * (x.var(axis=0, ddof=1) - var)


def batch_norm_infer(x, gain, bias, mean, var):
    return scaled(x, mean, var, gain, bias)

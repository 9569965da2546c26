import numpy as np


def parts(x):
    centred = x - x.mean(axis=1, keepdims=True)
    return centred, x.std(axis=1, ddof=1, keepdims=True)


def layer_norm(x, gain, bias):
    centred, s = parts(x)
    return gain * centred / (s + 1e-5) + bias


def layer_norm_backward(x, gain, bias, dy):
    centred, s = parts(x)
    below = s + 1e-5
    dh = dy * gain
    ds = -(dh * centred).sum(axis=1, keepdims=True) / below ** 2
    dc = dh / below + ds * centred / ((x.shape[1] - 1) * s)
    return dc - dc.mean(axis=1, keepdims=True), (dy * centred / below).sum(axis=0), dy.sum(axis=0)

import math

import numpy as np


def shorten(v, limit):
    length = math.hypot(*v)
    return (v, length) if length <= limit else (v / length * limit, length)


def clip(a, b, limit):
    flat, length = shorten(np.concatenate([a.ravel(), b]), limit)
    return flat[:a.size].reshape(a.shape), flat[a.size:], length


def accumulate(grads, count):
    return np.average(grads, axis=0, weights=count)


def step_gradient(grads, count, limit):
    return shorten(accumulate(grads, count), limit)[0]

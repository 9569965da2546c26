import numpy as np


def step(x, wq, wk, wv, keys, values):
    key, value = wk.T @ x, wv.T @ x
    q = wq.T @ x * len(x) ** -0.5
    old, own = keys @ q, key @ q
    top = max(own, *old)
    w, mine = np.exp(old - top), np.exp(own - top)
    return (w @ values + mine * value) / (w.sum() + mine), key, value


def generate(x, wq, wk, wv, steps):
    first_key, first_value = x @ wk, x @ wv
    keys, values, out = [first_key], [first_value], [first_value]
    while len(out) < steps:
        x = np.tanh(out[-1])
        y, key, value = step(x, wq, wk, wv, np.array(keys), np.array(values))
        keys.append(key)
        values.append(value)
        out.append(y)
    return np.array(out)

import numpy as np


def scores(query, key, temperature):
    s = query @ key.T / temperature
    return s


def info_nce(query, key, temperature):
    s = scores(query, key, temperature)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    return -np.diag(log_p).mean()


def info_nce_backward(query, key, temperature):
    e = np.exp(scores(query, key, temperature))
    ds = e / e.sum(axis=1, keepdims=True) - np.eye(len(query))
    ds = ds / (len(query) * temperature)
    return ds @ key, ds.T @ query

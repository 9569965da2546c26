import numpy as np


def grouped_query(q, k, values):
    g, h = len(k), len(q)
    grouped = q.reshape(g, h // g, *q.shape[1:])
    s = np.einsum("grnd,gmd->grnm", grouped, k) * q.shape[2] ** -0.5
    w = np.exp(s - s.max(axis=3)[..., None])
    y = np.einsum("grnm,gmv->grnv", w, values) / w.sum(axis=3)[..., None]
    return y.reshape(h, q.shape[1], values.shape[2])

import numpy as np


def parts(z, label, temperature):
    others = ~np.eye(len(z), dtype=bool)
    same = (label[:, None] == label) & others
    s = np.where(others, z @ z.T / temperature, -np.inf)
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    return log_p, same, same.sum(axis=1)


def sup_con(z, label, temperature):
    log_p, same, count = parts(z, label, temperature)
    has = count > 0
    if not has.any():
        return 0.0
    near = np.where(same, log_p, -np.inf)[has]
    top = near.max(axis=1, keepdims=True)
    per_anchor = -(top[:, 0] + np.log(np.exp(near - top).sum(axis=1) / count[has]))
    return per_anchor.mean()


def sup_con_backward(z, label, temperature):
    log_p, same, count = parts(z, label, temperature)
    has = count > 0
    top = np.where(same, log_p, -np.inf).max(axis=1, keepdims=True)
    e = np.exp(np.where(same, log_p - np.where(has[:, None], top, 0), -np.inf))
    ds = has[:, None] * np.exp(log_p) - e / np.maximum(e.sum(axis=1, keepdims=True), 1e-300)
    ds = ds / (max(has.sum(), 1) * temperature)
    return (ds + ds.T) @ z

import numpy as np


def parts(z, label, temperature):
    others = ~np.eye(len(z), dtype=bool)
    same = (label[:, None] == label) & others
    s = np.where(others, z @ z.T / temperature, -np.inf)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    return log_p, same, same.sum(axis=1)


def sup_con(z, label, temperature):
    log_p, same, count = parts(z, label, temperature)
    has = count > 0
    if not has.any():
        return 0.0
    per_anchor = -np.where(same, log_p, 0).sum(axis=1)[has] / count[has]
    return per_anchor.mean()


def sup_con_backward(z, label, temperature):
    log_p, same, count = parts(z, label, temperature)
    has = count > 0
    ds = has[:, None] * np.exp(log_p) - same / np.maximum(count, 1)[:, None]
    ds = ds / (max(has.sum(), 1) * temperature)
    return (ds + ds.T) @ z

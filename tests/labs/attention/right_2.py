import numpy as np


def attention(q, k, values, causal):
    rows = []
    for i, query in enumerate(q):
        end = i + 1 if causal else len(k)
        s = k[:end] @ query * len(query) ** -0.5
        w = np.exp(s - s.max())
        rows.append(w @ values[:end] / w.sum())
    return np.array(rows)

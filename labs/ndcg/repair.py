import numpy as np


def dcg(relevance, k):
    top = np.asarray(relevance)[:k]
    places = np.arange(1, len(top) + 1)
    return ((2.0 ** top - 1) / np.log2(places + 1)).sum()


def ndcg(scores, relevance, k):
    values = []
    for s, g in zip(scores, relevance):
        order = np.argsort(s, kind="stable")[::-1]
        best = dcg(np.sort(g)[::-1], k)
        values.append(dcg(g[order], k) / best if best > 0 else 0.0)
    return np.mean(values)

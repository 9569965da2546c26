from math import log2


def dcg(relevance, k):
    return sum((2 ** g - 1) / log2(i + 2) for i, g in enumerate(map(float, relevance)) if i < k)


def ndcg(scores, relevance, k):
    total = 0
    for s, g in zip(scores.tolist(), relevance.tolist()):
        ranked = [x for _, x in sorted(zip(s, g), key=lambda pair: -pair[0])]
        ideal = dcg(sorted(g, reverse=True), k)
        total += dcg(ranked, k) / ideal if ideal else 0
    return total / len(scores)

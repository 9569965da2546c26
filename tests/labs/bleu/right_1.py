from collections import Counter

import numpy as np


def grams(text, n):
    return Counter(tuple(text[i:i + n]) for i in range(len(text) - n + 1))


def clipped(candidate, references, lengths, n):
    most = Counter()
    for row, length in zip(references, lengths):
        most |= grams(row[:int(length)], n)
    own = grams(candidate, n)
    found = sum(min(count, most[gram]) for gram, count in own.items())
    return found, sum(own.values())


def bleu(candidate, references, lengths, order):
    c = len(candidate)
    logs = 0.0
    for n in range(1, order + 1):
        found, total = clipped(candidate, references, lengths, n)
        if found == 0:
            return 0.0
        logs += np.log(found / total) / order
    r = min(lengths, key=lambda length: (abs(length - c), length))
    penalty = 1.0 if c > r else np.exp(1 - r / c)
    return penalty * np.exp(logs)

from collections import Counter

import numpy as np


def join(text, pair, new):
    text, at = list(text), 0
    while at < len(text) - 1:
        if (text[at], text[at + 1]) == pair:
            text[at:at + 2] = [new]
        at += 1
    return text


def learn(text, symbols, merges):
    pairs = np.zeros((merges, 2))
    for step in range(merges):
        counts = Counter(zip(text[:-1], text[1:]))
        pair = max(counts, key=lambda p: (counts[p], p))
        pairs[step] = pair
        text = join(text, pair, symbols + step)
    return pairs


def encode(text, pairs, symbols):
    for step in range(len(pairs)):
        text = join(text, tuple(pairs[step]), symbols + step)
    return np.array(text, dtype=float)


def decode(tokens, pairs, symbols):
    def spell(token):
        if token < symbols:
            return [token]
        left, right = pairs[token - symbols]
        return spell(left) + spell(right)
    return np.array([x for token in tokens for x in spell(token)])

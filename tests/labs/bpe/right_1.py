import numpy as np


def merged(text, a, b, new):
    out = []
    i = 0
    while i < len(text):
        if i + 1 < len(text) and text[i] == a and text[i + 1] == b:
            out.append(new)
            i += 2
        else:
            out.append(text[i])
            i += 1
    return out


def learn(text, symbols, merges):
    text = [int(x) for x in text]
    pairs = []
    for step in range(merges):
        counts = {}
        for a, b in zip(text, text[1:]):
            counts[a, b] = counts.get((a, b), 0) + 1
        best = min(counts, key=lambda pair: (-counts[pair], pair))
        pairs.append(best)
        text = merged(text, *best, symbols + step)
    return np.array(pairs)


def encode(text, pairs, symbols):
    text = [int(x) for x in text]
    for step, (a, b) in enumerate(pairs):
        text = merged(text, a, b, symbols + step)
    return np.array(text)


def decode(tokens, pairs, symbols):
    text = list(tokens)
    for step in reversed(range(len(pairs))):
        text = [part for x in text for part in (pairs[step] if x == symbols + step else [x])]
    return np.array(text)

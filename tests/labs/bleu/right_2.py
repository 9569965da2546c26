import numpy as np


def clipped(candidate, references, lengths, n):
    found, seen = 0, []
    windows = [list(candidate[i:i + n]) for i in range(max(0, len(candidate) - n + 1))]
    for gram in windows:
        if gram in seen:
            continue
        seen.append(gram)
        best = 0
        for row, length in zip(references, lengths):
            text = list(row)[:int(length)]
            best = max(best, sum(text[i:i + n] == gram for i in range(len(text) - n + 1)))
        found += min(best, windows.count(gram))
    return found, len(windows)


def bleu(candidate, references, lengths, order):
    counts = [clipped(candidate, references, lengths, n + 1) for n in range(order)]
    if any(found == 0 for found, _ in counts):
        return 0
    mean = np.prod([found / total for found, total in counts]) ** (1 / order)
    off = abs(lengths - len(candidate))
    nearest = lengths[off == off.min()].min()
    return mean * min(1, np.exp(1 - nearest / len(candidate)))

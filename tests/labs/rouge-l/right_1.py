import numpy as np


def common(a, b):
    table = np.zeros((len(a) + 1, len(b) + 1))
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            if a[i - 1] == b[j - 1]:
                table[i, j] = table[i - 1, j - 1] + 1
            else:
                table[i, j] = max(table[i - 1, j], table[i, j - 1])
    return table[-1, -1]


def rouge_l(candidate, reference, beta):
    length = common(candidate, reference)
    recall = length / len(reference)
    precision = length / len(candidate)
    if length == 0:
        return 0.0, 0.0, 0.0
    f = (1 + beta ** 2) * recall * precision / (recall + beta ** 2 * precision)
    return recall, precision, f

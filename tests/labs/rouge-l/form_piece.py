def common(a, b):
    best, row = 0, [0] * (len(b) + 1)
    for x in a:
        row = [0] + [row[j] + 1 if x == y else 0 for j, y in enumerate(b)]
        best = max(best, *row)
    return best


def rouge_l(candidate, reference, beta):
    length = common(candidate, reference)
    if not length:
        return 0, 0, 0
    r, p = length / len(reference), length / len(candidate)
    return r, p, (1 + beta * beta) / (1 / p + beta * beta / r)

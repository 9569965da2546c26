def common(a, b):
    row = [0] * (len(b) + 1)
    for x in a:
        corner = 0
        for j, y in enumerate(b):
            above = row[j + 1]
            row[j + 1] = corner + 1 if x == y else max(above, row[j])
            corner = above
    return row[-1]


def rouge_l(candidate, reference, beta):
    length = common(candidate, reference)
    if not length:
        return 0, 0, 0
    r, p = length / len(reference), length / len(candidate)
    return r, p, (1 + beta * beta) / (1 / p + beta * beta / r)

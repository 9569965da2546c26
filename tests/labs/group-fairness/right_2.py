from collections import defaultdict


def spread(pairs):
    seen = defaultdict(list)
    for group, prediction in pairs:
        seen[group].append(prediction)
    shares = sorted(sum(one) / len(one) for one in seen.values())
    return shares[-1] - shares[0] if shares else 0.0


def with_label(prediction, label, group, wanted):
    return spread((g, p) for p, y, g in zip(prediction, label, group) if y == wanted)


def demographic_parity(prediction, group):
    return spread(zip(group, prediction))


def equal_opportunity(prediction, label, group):
    return with_label(prediction, label, group, 1)


def equalised_odds(prediction, label, group):
    return max(with_label(prediction, label, group, wanted) for wanted in (0, 1))

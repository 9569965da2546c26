import numpy as np


def rates(prediction, group, among):
    present = np.unique(group[among])
    return [prediction[among & (group == g)].mean() for g in present]


def gap(prediction, group, among):
    r = rates(prediction, group, among)
    return min(r) / max(r) if r and max(r) > 0 else 1.0


def demographic_parity(prediction, group):
    return gap(prediction, group, np.ones(len(group), dtype=bool))


def equal_opportunity(prediction, label, group):
    return gap(prediction, group, label == 1)


def equalised_odds(prediction, label, group):
    return min(gap(prediction, group, label == 1), gap(prediction, group, label == 0))

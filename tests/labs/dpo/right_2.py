import math

import numpy as np


def log_probability(logits, token, mask):
    return sum(float(row[k] - np.logaddexp.reduce(row)) for row, k, m in zip(logits, token, mask) if m)


def rewards(policy, reference, beta):
    return [beta * (p - r) for p, r in zip(policy, reference)]


def dpo(chosen, rejected, ref_chosen, ref_rejected, beta):
    better, worse = rewards(chosen, ref_chosen, beta), rewards(rejected, ref_rejected, beta)
    return sum(max(0.0, w - b) + math.log1p(math.exp(-abs(b - w))) for b, w in zip(better, worse)) / len(better)


def dpo_backward(chosen, rejected, ref_chosen, ref_rejected, beta):
    better, worse = rewards(chosen, ref_chosen, beta), rewards(rejected, ref_rejected, beta)
    push = np.array([0.5 * (1 - math.tanh((b - w) / 2)) for b, w in zip(better, worse)]) * beta / len(better)
    return -push, push

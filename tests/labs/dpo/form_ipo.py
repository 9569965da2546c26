import numpy as np


def log_probability(logits, token, mask):
    top = logits.max(axis=1)
    log_z = top + np.log(np.exp(logits - top[:, None]).sum(axis=1))
    return (mask * (logits[np.arange(len(token)), token] - log_z)).sum()


def off(chosen, rejected, ref_chosen, ref_rejected, beta):
    return chosen - ref_chosen - rejected + ref_rejected - 1 / (2 * beta)


def dpo(chosen, rejected, ref_chosen, ref_rejected, beta):
    return (off(chosen, rejected, ref_chosen, ref_rejected, beta) ** 2).mean()


def dpo_backward(chosen, rejected, ref_chosen, ref_rejected, beta):
    d = 2 * off(chosen, rejected, ref_chosen, ref_rejected, beta) / len(chosen)
    return d, -d

import numpy as np


def log_probability(logits, token, mask):
    x = logits - logits.max(axis=1, keepdims=True)
    log_p = x - np.log(np.exp(x).sum(axis=1, keepdims=True))
    return (log_p[np.arange(len(token)), token] * mask).sum()


def margin(chosen, rejected, ref_chosen, ref_rejected, beta):
    return beta * ((chosen - ref_chosen) - (rejected - ref_rejected))


def dpo(chosen, rejected, ref_chosen, ref_rejected, beta):
    z = margin(chosen, rejected, ref_chosen, ref_rejected, beta)
    return np.log(1 + np.exp(-z)).mean()


def dpo_backward(chosen, rejected, ref_chosen, ref_rejected, beta):
    z = margin(chosen, rejected, ref_chosen, ref_rejected, beta)
    d = -beta / (1 + np.exp(z)) / len(z)
    return d, -d

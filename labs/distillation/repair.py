import numpy as np


def log_softmax(x):
    x = x - x.max(axis=1, keepdims=True)
    return x - np.log(np.exp(x).sum(axis=1, keepdims=True))


def distill(student, teacher, label, temperature, alpha):
    lp, lq = log_softmax(teacher / temperature), log_softmax(student / temperature)
    soft = (np.exp(lp) * (lp - lq)).sum(axis=1).mean()
    hard = -log_softmax(student)[np.arange(len(label)), label].mean()
    return alpha * temperature ** 2 * soft + (1 - alpha) * hard


def distill_backward(student, teacher, label, temperature, alpha):
    p, q = np.exp(log_softmax(teacher / temperature)), np.exp(log_softmax(student / temperature))
    hard = np.exp(log_softmax(student))
    hard[np.arange(len(label)), label] -= 1
    return (alpha * temperature ** 2 * (q - p) + (1 - alpha) * hard) / len(label)

import numpy as np


def log_softmax(x):
    x = x - x.max(axis=1, keepdims=True)
    return x - np.log(np.exp(x).sum(axis=1, keepdims=True))


def parts(student, teacher, temperature):
    lp, lq = log_softmax(teacher / temperature), log_softmax(student / temperature)
    return np.exp(lq), lq - lp


def distill(student, teacher, label, temperature, alpha):
    q, apart = parts(student, teacher, temperature)
    hard = -log_softmax(student)[np.arange(len(label)), label].mean()
    return alpha * temperature ** 2 * (q * apart).sum() / len(label) + (1 - alpha) * hard


def distill_backward(student, teacher, label, temperature, alpha):
    q, apart = parts(student, teacher, temperature)
    soft = temperature * q * (apart - (q * apart).sum(axis=1, keepdims=True))
    hard = np.exp(log_softmax(student)) - np.eye(student.shape[1])[label]
    return (alpha * soft + (1 - alpha) * hard) / len(label)

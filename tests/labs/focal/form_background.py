import numpy as np


def parts(x, label, gamma, alpha):
    gamma = np.where(label == 1, 0.0, gamma)
    sign = np.where(label == 1, 1.0, -1.0)
    z = sign * x
    log_p = -np.logaddexp(0, -z)
    rest = np.exp(-np.logaddexp(0, z))
    weight = np.where(label == 1, alpha, 1 - alpha) * rest ** gamma
    return sign, log_p, rest, weight, gamma


def focal(x, label, gamma, alpha):
    sign, log_p, rest, weight, gamma = parts(x, label, gamma, alpha)
    return -(weight * log_p).mean()


def focal_backward(x, label, gamma, alpha):
    sign, log_p, rest, weight, gamma = parts(x, label, gamma, alpha)
    p = np.exp(log_p)
    return sign * weight * (gamma * p * log_p - rest) / len(x)

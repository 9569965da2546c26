import numpy as np


def targets(label, m, epsilon):
    own = np.arange(m) == label[:, None]
    return np.where(own, 1 - epsilon, epsilon / (m - 1))


def log_softmax(x):
    x = x - x.max(axis=1, keepdims=True)
    return x - np.log(np.exp(x).sum(axis=1, keepdims=True))


def loss(x, label, epsilon):
    return -(targets(label, x.shape[1], epsilon) * log_softmax(x)).sum() / len(x)


def loss_backward(x, label, epsilon):
    return (np.exp(log_softmax(x)) - targets(label, x.shape[1], epsilon)) / len(x)

import numpy as np


def targets(label, m, epsilon):
    return (1 - epsilon) * np.eye(m)[label] + epsilon * np.ones(m) / m


def log_total(row):
    return np.logaddexp.reduce(row)


def loss(x, label, epsilon):
    rows = [log_total(r) - (1 - epsilon) * r[y] - epsilon * np.mean(r) for r, y in zip(x, label)]
    return np.mean(rows)


def loss_backward(x, label, epsilon):
    dx = np.array([np.exp(r - log_total(r)) - epsilon / len(r) for r in x])
    for i, y in enumerate(label):
        dx[i, y] -= 1 - epsilon
    return dx / len(label)

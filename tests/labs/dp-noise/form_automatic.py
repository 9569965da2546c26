import numpy as np


def private_gradient(grads, limit, sigma, noise):
    norms = np.linalg.norm(grads, axis=1, keepdims=True)
    clipped = grads * limit / (norms + 0.01)
    return (clipped.sum(axis=0) + sigma * limit * noise) / len(grads)


def sigma_for(epsilon, delta):
    return np.sqrt(2 * np.log(1.25 / delta)) / epsilon

import math


def softplus(z):
    return max(z, 0.0) + math.log1p(math.exp(-abs(z)))


def focal(x, label, gamma, alpha):
    total = 0.0
    for logit, y in zip(x, label):
        z, a = (logit, alpha) if y else (-logit, 1 - alpha)
        total += a * math.exp(-gamma * softplus(z)) * softplus(-z)
    return total / len(x)


def focal_backward(x, label, gamma, alpha):
    dx = []
    for logit, y in zip(x, label):
        z, a = (logit, alpha) if y else (-logit, 1 - alpha)
        p = math.exp(-softplus(-z))
        factor = a * math.exp(-gamma * softplus(z))
        slope = -factor * (gamma * p * softplus(-z) + math.exp(-softplus(z)))
        dx.append((slope if y else -slope) / len(x))
    import numpy as np
    return np.array(dx)

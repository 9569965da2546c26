import numpy as np


def relu(u):
    return np.where(u > 0, u, 0.0)


def block(x, w1, b1, w2, b2):
    return np.array([relu(row + b2 + relu(row @ w1 + b1) @ w2) for row in x])


def block_backward(x, w1, b1, w2, b2, dy):
    grads = [np.zeros_like(v) for v in (x, w1, b1, w2, b2)]
    y = block(x, w1, b1, w2, b2)
    for i in range(len(x)):
        dz = np.where(y[i] > 0, dy[i], 0)
        u = x[i] @ w1 + b1
        du = np.where(u > 0, w2 @ dz, 0)
        grads[0][i] = w1 @ du + dz
        grads[1] += np.outer(x[i], du)
        grads[2] += du
        grads[3] += np.outer(relu(u), dz)
        grads[4] += dz
    return grads

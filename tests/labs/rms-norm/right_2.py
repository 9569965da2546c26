import numpy as np


def rms_norm(x, gain):
    return np.stack([row / np.sqrt(np.dot(row, row) / row.size + 1e-6) * gain for row in x])


def rms_norm_backward(x, gain, dy):
    dx = np.empty_like(x)
    dgain = np.zeros_like(gain)
    for i, row in enumerate(x):
        s = np.sqrt(np.dot(row, row) / row.size + 1e-6)
        jacobian = np.eye(row.size) / s - np.outer(row, row) / (row.size * s ** 3)
        dx[i] = jacobian @ (dy[i] * gain)
        dgain += dy[i] * row / s
    return dx, dgain

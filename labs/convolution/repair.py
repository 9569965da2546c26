import numpy as np


def convolve(x, kernel, bias, stride, pad, rows, columns):
    o, c, r, q = kernel.shape
    xp = np.pad(x, ((0, 0), (pad, pad), (pad, pad)))
    y = np.zeros((o, rows, columns))
    for i in range(rows):
        for j in range(columns):
            patch = xp[:, i * stride:i * stride + r, j * stride:j * stride + q]
            y[:, i, j] = np.tensordot(kernel, patch, 3) + bias
    return y


def convolve_backward(x, kernel, bias, stride, pad, rows, columns, dy):
    o, c, r, q = kernel.shape
    xp = np.pad(x, ((0, 0), (pad, pad), (pad, pad)))
    dxp, dk = np.zeros_like(xp), np.zeros_like(kernel)
    for i in range(rows):
        for j in range(columns):
            here = np.s_[:, i * stride:i * stride + r, j * stride:j * stride + q]
            dk += np.multiply.outer(dy[:, i, j], xp[here])
            dxp[here] = np.tensordot(dy[:, i, j], kernel, 1)
    dx = dxp[:, pad:dxp.shape[1] - pad, pad:dxp.shape[2] - pad]
    return dx, dk, dy.sum(axis=(1, 2))

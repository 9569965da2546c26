import numpy as np


def places(x, kernel, stride, pad, rows, columns):
    xp = np.pad(x, ((0, 0), (pad, pad), (pad, pad)))
    r, q = kernel.shape[2:]
    for i in range(rows):
        for j in range(columns):
            yield i, j, np.s_[:, i * stride:i * stride + r, j * stride:j * stride + q], xp


def convolve(x, kernel, bias, stride, pad, rows, columns):
    laid = kernel[:, :, ::-1, ::-1]
    y = np.empty((len(kernel), rows, columns))
    for i, j, here, xp in places(x, kernel, stride, pad, rows, columns):
        y[:, i, j] = np.tensordot(laid, xp[here], 3) + bias
    return y


def convolve_backward(x, kernel, bias, stride, pad, rows, columns, dy):
    laid = kernel[:, :, ::-1, ::-1]
    dlaid, dxp = np.zeros(kernel.shape), None
    for i, j, here, xp in places(x, kernel, stride, pad, rows, columns):
        dxp = np.zeros_like(xp) if dxp is None else dxp
        dlaid += np.multiply.outer(dy[:, i, j], xp[here])
        dxp[here] += np.tensordot(dy[:, i, j], laid, 1)
    dx = dxp[:, pad:dxp.shape[1] - pad, pad:dxp.shape[2] - pad]
    return dx, dlaid[:, :, ::-1, ::-1], dy.sum(axis=(1, 2))

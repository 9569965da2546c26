import numpy as np


def columns_of(x, r, q, stride, pad, rows, columns):
    xp = np.pad(x, ((0, 0), (pad, pad), (pad, pad)))
    windows = np.lib.stride_tricks.sliding_window_view(xp, (r, q), axis=(1, 2))
    windows = windows[:, ::stride, ::stride]
    return windows.transpose(0, 3, 4, 1, 2).reshape(x.shape[0] * r * q, rows * columns)


def convolve(x, kernel, bias, stride, pad, rows, columns):
    cols = columns_of(x, *kernel.shape[2:], stride, pad, rows, columns)
    return (kernel.reshape(len(kernel), -1) @ cols + bias[:, None]).reshape(-1, rows, columns)


def convolve_backward(x, kernel, bias, stride, pad, rows, columns, dy):
    o, c, r, q = kernel.shape
    flat = dy.reshape(o, -1)
    dk = flat @ columns_of(x, r, q, stride, pad, rows, columns).T
    spread = (kernel.reshape(o, -1).T @ flat).reshape(c, r, q, rows, columns)
    dxp = np.zeros((c, x.shape[1] + 2 * pad, x.shape[2] + 2 * pad))
    for a in range(r):
        for b in range(q):
            dxp[:, a:a + stride * rows:stride, b:b + stride * columns:stride] += spread[:, a, b]
    return dxp[:, pad:pad + x.shape[1], pad:pad + x.shape[2]], dk.reshape(kernel.shape), flat.sum(1)

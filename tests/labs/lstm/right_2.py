import numpy as np


def squash(z):
    return 0.5 + 0.5 * np.tanh(0.5 * z)


def step(x, h, c, w, u, b):
    m = len(c)
    z = b + w.T @ x + u.T @ h
    gate = {name: (np.tanh if name == "g" else squash)(z[k * m:(k + 1) * m]) for k, name in enumerate("ifgo")}
    return gate, c * gate["f"] + gate["g"] * gate["i"]


def cell(x, h, c, w, u, b):
    pairs = [step(*rows, w, u, b) for rows in zip(x, h, c)]
    return np.array([np.tanh(s) * gate["o"] for gate, s in pairs]), np.array([s for _, s in pairs])


def cell_backward(x, h, c, w, u, b, dh_new, dc_new):
    dx, dh, dc, dw, du, db = (np.zeros_like(v) for v in (x, h, c, w, u, b))
    for n in range(len(x)):
        gate, s = step(x[n], h[n], c[n], w, u, b)
        i, f, g, o = (gate[k] for k in "ifgo")
        ds = dc_new[n] + dh_new[n] * o / np.cosh(s) ** 2
        slopes = [ds * g * (i - i ** 2), ds * c[n] * (f - f ** 2), ds * i * (1 - g ** 2), dh_new[n] * np.tanh(s) * (o - o ** 2)]
        dz = np.hstack(slopes)
        dx[n], dh[n], dc[n] = w @ dz, u @ dz, ds * f
        dw += np.outer(x[n], dz)
        du += np.outer(h[n], dz)
        db += dz
    return dx, dh, dc, dw, du, db

import math

import numpy as np


def alpha_bar(beta):
    left = [1.0]
    for b in beta:
        left.append(left[-1] - left[-1] * b)
    return np.array(left)


def noised(x0, noise, t, beta):
    out = np.empty_like(x0)
    for i, steps in enumerate(t):
        share = math.exp(np.log1p(-beta[:steps]).sum())
        out[i] = x0[i] * math.sqrt(share) + noise[i] * math.sqrt(1 - share)
    return out


def ddim_step(xt, predicted, abar, abar_before, eta, noise):
    keep = math.sqrt(abar_before / abar)
    var = eta ** 2 * (1 - abar_before) * (1 - abar / abar_before) / (1 - abar)
    along = math.sqrt(max(0.0, 1 - abar_before - var)) - keep * math.sqrt(1 - abar)
    return keep * xt + along * predicted + math.sqrt(var) * noise

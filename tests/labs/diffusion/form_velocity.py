import numpy as np


def alpha_bar(beta):
    return np.concatenate([[1.0], np.cumprod(1 - beta)])


def noised(x0, noise, t, beta):
    a = alpha_bar(beta)[t][:, None]
    return np.sqrt(a) * x0 + np.sqrt(1 - a) * noise


def ddim_step(xt, predicted, abar, abar_before, eta, noise):
    x0 = np.sqrt(abar) * xt - np.sqrt(1 - abar) * predicted
    predicted = np.sqrt(abar) * predicted + np.sqrt(1 - abar) * xt
    sigma = eta * np.sqrt((1 - abar_before) / (1 - abar)) * np.sqrt(1 - abar / abar_before)
    direction = np.sqrt(1 - abar_before - sigma ** 2) * predicted
    return np.sqrt(abar_before) * x0 + direction + sigma * noise

import numpy as np


def lse(v):
    return v.max() + np.log(np.sum(np.exp(v - v.max())))


def distill(student, teacher, label, temperature, alpha):
    total = 0.0
    for z, v, y in zip(student, teacher, label):
        p = np.exp(v / temperature - lse(v / temperature))
        kl = p @ (v - z) / temperature - lse(v / temperature) + lse(z / temperature)
        total += alpha * temperature * temperature * kl + (1 - alpha) * (lse(z) - z[y])
    return total / len(label)


def distill_backward(student, teacher, label, temperature, alpha):
    out = []
    for z, v, y in zip(student, teacher, label):
        q = np.exp(z / temperature - lse(z / temperature))
        p = np.exp(v / temperature - lse(v / temperature))
        out.append(alpha * temperature * (q - p) + (1 - alpha) * (np.exp(z - lse(z)) - np.eye(len(z))[y]))
    return np.stack(out) / len(out)

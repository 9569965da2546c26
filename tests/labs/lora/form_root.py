def scale(a, alpha):
    return alpha / a.shape[1] ** 0.5


def forward(x, w, a, b, alpha):
    return x @ w + scale(a, alpha) * (x @ a) @ b


def merge(w, a, b, alpha):
    return w + scale(a, alpha) * a @ b


def backward(x, w, a, b, alpha, dy):
    d = scale(a, alpha) * dy
    return x.T @ (d @ b.T), (x @ a).T @ d

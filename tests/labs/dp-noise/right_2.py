import math


def private_gradient(grads, limit, sigma, noise):
    total = sigma * limit * noise
    for g in grads:
        length = math.sqrt(g @ g)
        total = total + (g if length <= limit else g * limit / length)
    return total / grads.shape[0]


def sigma_for(epsilon, delta):
    return (2 * (math.log(1.25) - math.log(delta))) ** 0.5 / epsilon

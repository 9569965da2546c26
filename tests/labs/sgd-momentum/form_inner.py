def step(w, v, g, lr, beta, nesterov):
    v_new = beta * v - lr * g
    return w + (beta * v_new - lr * g if nesterov else v_new), v_new

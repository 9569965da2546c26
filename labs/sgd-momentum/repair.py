def step(w, v, g, lr, beta, nesterov):
    v_new = beta * v + g
    move = g + beta * v if nesterov else v_new
    return w - lr * move, v_new

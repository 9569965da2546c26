def step(w, v, g, lr, beta, nesterov):
    v_new = beta * v + g
    move = g + beta * v_new if nesterov else v_new
    return w - lr * move, v_new

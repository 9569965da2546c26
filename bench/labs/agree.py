#!/usr/bin/env python3
"""How far the labs' right solutions are from PyTorch in double precision, on random inputs: the largest |a - b| / max(1, |b|).

python3 bench/labs/agree.py [SEEDS]   # a Python with torch; the solutions agree with the references within 1e-7 by tests/labs
"""
import pathlib
import sys

import numpy as np
import torch
import torch.nn.functional as F

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
torch.set_default_dtype(torch.float64)


def lab(name):
    space = {"__name__": name}
    exec((ROOT / "tests/labs" / name / "right_1.py").read_text(encoding="utf-8"), space)
    return space


def t(array, grad=False):
    return torch.tensor(np.asarray(array, dtype=float), requires_grad=grad)


def off(ours, theirs):
    a, b = np.asarray(ours, dtype=float), theirs.detach().numpy()
    return float((np.abs(a - b) / np.maximum(1, np.abs(b))).max())


def gradients(loss, *of):
    return torch.autograd.grad(loss, of)


def softmax_cross_entropy(r):
    code, x, y = lab("softmax-cross-entropy"), r.normal(size=(6, 5)) * 4, r.integers(0, 5, 6)
    tx = t(x, True)
    loss = F.cross_entropy(tx, torch.tensor(y))
    yield off(code["softmax"](x), F.softmax(t(x), 1))
    yield off(code["cross_entropy"](x, y), loss)
    yield off(code["cross_entropy_backward"](x, y), gradients(loss, tx)[0])


def layer_norm(r):
    code, x, dy = lab("layer-norm"), r.normal(size=(4, 6)), r.normal(size=(4, 6))
    g, b = r.normal(size=6), r.normal(size=6)
    tx, tg, tb = t(x, True), t(g, True), t(b, True)
    y = F.layer_norm(tx, (6,), tg, tb, 1e-5)
    yield off(code["layer_norm"](x, g, b), y)
    for ours, theirs in zip(code["layer_norm_backward"](x, g, b, dy), gradients((y * t(dy)).sum(), tx, tg, tb)):
        yield off(ours, theirs)


def perceptron(r):
    code = lab("perceptron")
    x, w1, b1, w2, b2, dy = (r.normal(size=s) for s in ((5, 3), (3, 4), (4,), (4, 2), (2,), (5, 2)))
    tensors = [t(one, True) for one in (x, w1, b1, w2, b2)]
    y = torch.tanh(tensors[0] @ tensors[1] + tensors[2]) @ tensors[3] + tensors[4]
    yield off(code["forward"](x, w1, b1, w2, b2), y)
    theirs = gradients((y * t(dy)).sum(), *tensors)
    for ours in code["backward"](x, w1, b1, w2, b2, dy):
        yield min(off(ours, one) for one in theirs if tuple(one.shape) == np.shape(ours))


def lora(r):
    code = lab("lora")
    x, w, a, b, dy = (r.normal(size=s) for s in ((4, 5), (5, 3), (5, 2), (2, 3), (4, 3)))
    ta, tb = t(a, True), t(b, True)
    y = t(x) @ (t(w) + 3.0 / 2 * ta @ tb)
    yield off(code["forward"](x, w, a, b, 3.0), y)
    for ours, theirs in zip(code["backward"](x, w, a, b, 3.0, dy), gradients((y * t(dy)).sum(), ta, tb)):
        yield off(ours, theirs)


def optimiser(name, make, initial, keep):
    """Five steps of ours beside five of PyTorch's."""
    def run(r):
        step, w = lab(name)["step"], r.normal(size=5)
        theirs = t(w, True)
        optimiser_of = make([theirs])
        state = [np.zeros(5) for _ in range(initial)]
        for n in range(1, 6):
            g = r.normal(size=5)
            theirs.grad = t(g)
            optimiser_of.step()
            w, *state = step(w, *state, g, *keep(n))
            yield off(w, theirs)
    return run


def attention(r):
    code, (q, k, v) = lab("attention"), (r.normal(size=(5, 4)) for _ in range(3))
    for causal in (0, 1):
        yield off(code["attention"](q, k, v, causal), F.scaled_dot_product_attention(t(q), t(k), t(v), is_causal=bool(causal)))


def causal_mask(r):
    code, s = lab("causal-mask"), r.normal(size=(4, 7))
    allowed = code["mask"](4, 3)
    yield off(allowed, torch.tril(torch.ones(4, 7), 3))
    yield off(code["masked_softmax"](s, allowed), F.softmax(t(s).masked_fill(t(allowed) == 0, -torch.inf), 1))


def multi_head(r):
    x, *w = (r.normal(size=s) for s in ((5, 6), (6, 6), (6, 6), (6, 6), (6, 6)))
    layer = torch.nn.MultiheadAttention(6, 3, bias=False, batch_first=True)
    layer.in_proj_weight.data = torch.cat([t(one).T for one in w[:3]])
    layer.out_proj.weight.data = t(w[3]).T.contiguous()
    yield off(lab("multi-head")["multi_head"](x, *w, 3), layer(t(x)[None], t(x)[None], t(x)[None], need_weights=False)[0][0])


def grouped_query(r):
    q, k, v = (r.normal(size=s) for s in ((6, 4, 3), (2, 5, 3), (2, 5, 3)))
    theirs = F.scaled_dot_product_attention(t(q)[None], t(k)[None], t(v)[None], enable_gqa=True)[0]
    yield off(lab("grouped-query")["grouped_query"](q, k, v), theirs)


def online_softmax(r):
    q, k, v = (r.normal(size=s) for s in ((4, 3), (7, 3), (7, 2)))
    y, logsum = lab("online-softmax")["attend"](q, k, v, 3)
    yield off(y, F.scaled_dot_product_attention(t(q), t(k), t(v)))
    yield off(logsum, torch.logsumexp(t(q) @ t(k).T / 3 ** 0.5, 1))


def kv_cache(r):
    x, wq, wk, wv = r.normal(size=4), *(r.normal(size=(4, 4)) for _ in range(3))
    past, out = t(x)[None], []
    for _ in range(6):
        last = past[-1:]
        out.append(F.scaled_dot_product_attention(last @ t(wq), past @ t(wk), past @ t(wv)))
        past = torch.cat([past, torch.tanh(out[-1])])
    yield off(lab("kv-cache")["generate"](x, wq, wk, wv, 6), torch.cat(out))


def moe_routing(r):
    code, x = lab("moe-routing"), r.normal(size=(6, 4)) * 2
    top = torch.topk(t(x), 2, dim=1)
    yield off(code["route"](x, 2), torch.zeros(6, 4).scatter(1, top.indices, F.softmax(top.values, 1)))
    share = F.one_hot(t(x).argmax(1), 4).double().mean(0)
    yield off(code["balance_loss"](x), 4 * (share * F.softmax(t(x), 1).mean(0)).sum())


def quantisation(r):
    x = r.normal(size=(3, 16))
    codes, scale = lab("quantisation")["absmax"](x)
    theirs = t(x).abs().amax(1) / 127
    yield off(scale, theirs)
    for row, one, step in zip(codes, t(x), theirs):
        yield off(row, torch.quantize_per_tensor(one.float(), float(step), 0, torch.qint8).int_repr())


ADAM = {"lr": 0.01, "betas": (0.9, 0.99), "eps": 1e-8}
LABS = {
    "softmax-cross-entropy": softmax_cross_entropy,
    "perceptron": perceptron,
    "layer-norm": layer_norm,
    "sgd-momentum": optimiser("sgd-momentum", lambda w: torch.optim.SGD(w, lr=0.01, momentum=0.9), 1, lambda n: (0.01, 0.9, 0)),
    "adam": optimiser("adam", lambda w: torch.optim.Adam(w, **ADAM), 2, lambda n: (n, 0.01, 0.9, 0.99, 1e-8)),
    "adamw": optimiser("adamw", lambda w: torch.optim.AdamW(w, weight_decay=0.1, **ADAM), 2,
                       lambda n: (n, 0.01, 0.9, 0.99, 1e-8, 0.1)),
    "lora": lora,
    "attention": attention,
    "causal-mask": causal_mask,
    "multi-head": multi_head,
    "grouped-query": grouped_query,
    "online-softmax": online_softmax,
    "kv-cache": kv_cache,
    "moe-routing": moe_routing,
    "quantisation": quantisation,
}


def main():
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    print(f"| lab | compared | furthest |  PyTorch {torch.__version__}, {seeds} seeds\n|---|---|---|")
    worst = 0.0
    for name, compare in LABS.items():
        found = [x for seed in range(seeds) for x in compare(np.random.default_rng(seed))]
        print(f"| {name} | {len(found)} | {max(found):.1e} |")
        worst = max(worst, *found)
    sys.exit(worst > 1e-7)


main()

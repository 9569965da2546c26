"""LoRA's rank against full fine-tuning, in miniature: a transformer of two layers on texts of a small grammar.

    python3 train.py --seed 1 --method lora --rank 4

Trains a language model on sentences in one word order, then adapts it to another order and other verbs, all
weights or by low-rank updates of the attention's and the feed-forward's matrices (Hu et al. 2021), and prints the
loss on unseen sentences. Needs PyTorch. A run takes about half a minute on one idle core.
"""
import argparse
import math

import torch
from torch import nn
from torch.nn import functional as F

WORDS = 64
LENGTH, WIDTH, HEADS, LAYERS = 16, 64, 4, 2


def sentences(count, turned, generator):
    """Subject, verb, object with their endings, twice; `turned`: object before verb, verbs from another list."""
    def draw(low, high):
        return torch.randint(low, high, (count, 2), generator=generator)
    subject, adverb = draw(2, 18), draw(50, 64)
    verb = draw(34, 42) if turned else draw(26, 34)
    thing = (subject + 5 * verb + torch.randint(0, 3, (count, 2), generator=generator)) % 16 + 2
    ending = (subject + verb) % 8 + 42
    parts = [subject, thing, verb, ending, adverb] if turned else [subject, verb, ending, thing, adverb]
    body = torch.stack(parts, 2).reshape(count, 10)
    return F.pad(F.pad(body, (1, 0), value=1), (0, LENGTH - 11), value=0)


class Linear(nn.Linear):
    """A matrix that may be frozen, with a low-rank update beside it."""

    def lower(self, rank):
        self.weight.requires_grad_(False)
        self.bias.requires_grad_(False)
        self.down = nn.Parameter(torch.randn(rank, self.in_features) / math.sqrt(self.in_features))
        self.up = nn.Parameter(torch.zeros(self.out_features, rank))
        self.scale = 2.0

    def forward(self, x):
        out = super().forward(x)
        return out + self.scale * (x @ self.down.T) @ self.up.T if hasattr(self, "down") else out


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norms = nn.ModuleList([nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)])
        self.project, self.out = Linear(WIDTH, 3 * WIDTH), Linear(WIDTH, WIDTH)
        self.wide, self.narrow = Linear(WIDTH, 4 * WIDTH), Linear(4 * WIDTH, WIDTH)

    def forward(self, x):
        b, n, _ = x.shape
        q, k, v = self.project(self.norms[0](x)).view(b, n, 3, HEADS, -1).permute(2, 0, 3, 1, 4)
        seen = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.out(seen.transpose(1, 2).reshape(b, n, WIDTH))
        return x + self.narrow(F.gelu(self.wide(self.norms[1](x))))


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.words, self.places = nn.Embedding(WORDS, WIDTH), nn.Embedding(LENGTH, WIDTH)
        self.blocks = nn.Sequential(*[Block() for _ in range(LAYERS)])
        self.norm = nn.LayerNorm(WIDTH)

    def loss(self, text):
        x = self.words(text[:, :-1]) + self.places.weight[: LENGTH - 1]
        logits = self.norm(self.blocks(x)) @ self.words.weight.T
        return F.cross_entropy(logits.reshape(-1, WORDS), text[:, 1:].reshape(-1), ignore_index=0)


def train(model, turned, steps, rate, generator, held_out=None):
    weights = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=rate, weight_decay=0.0)
    plan = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=steps)
    for step in range(steps):
        optimizer.zero_grad()
        model.loss(sentences(64, turned, generator)).backward()
        optimizer.step()
        plan.step()
        if held_out is not None and (step % 50 == 49 or step + 1 == steps):
            with torch.no_grad():
                print(f"step={step + 1} eval_loss={model.loss(held_out):.5f}", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--method", choices=["lora", "full"], default="lora")
    parser.add_argument("--rank", type=int, default=4)
    parser.add_argument("--steps", type=int, default=400)
    a = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(a.seed)
    generator = torch.Generator().manual_seed(a.seed)
    model = Model()
    train(model, False, a.steps, 3e-3, generator)
    if a.method == "lora":
        model.requires_grad_(False)
        for part in model.modules():
            if isinstance(part, Linear):
                part.lower(a.rank)
    trained = sum(p.numel() for p in model.parameters() if p.requires_grad)
    held_out = sentences(1000, True, torch.Generator().manual_seed(10_000 + a.seed))
    train(model, True, a.steps, 1e-2 if a.method == "lora" else 2e-3, generator, held_out)
    print(f"trained_weights={trained}", flush=True)


main()

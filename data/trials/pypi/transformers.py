"""A tiny GPT-2 from its configuration: nothing is downloaded."""
import torch
from transformers import GPT2Config, GPT2LMHeadModel

torch.manual_seed(0)
config = GPT2Config(vocab_size=64, n_positions=32, n_embd=32, n_layer=2, n_head=2, bos_token_id=0, eos_token_id=1)
model = GPT2LMHeadModel(config).eval()
print(f"weights: {sum(p.numel() for p in model.parameters()):,}")
tokens = torch.tensor([[0, 5, 9, 12]])
with torch.no_grad():
    out = model(tokens, labels=tokens)
print(f"logits: {tuple(out.logits.shape)}, loss {out.loss.item():.3f} (a uniform guess: {torch.log(torch.tensor(64.0)).item():.3f})")
made = model.generate(tokens, max_new_tokens=6, do_sample=False, pad_token_id=1)
print("generated:", made[0].tolist())

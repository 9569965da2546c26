"""LoRA on a tiny GPT-2 that is made here."""
import torch
from peft import LoraConfig, get_peft_model
from transformers import GPT2Config, GPT2LMHeadModel

torch.manual_seed(0)
base = GPT2LMHeadModel(GPT2Config(vocab_size=64, n_positions=32, n_embd=32, n_layer=2, n_head=2,
                                 bos_token_id=0, eos_token_id=1)).eval()
tokens = torch.randint(0, 64, (4, 16))
with torch.no_grad():
    before = base(tokens).logits
model = get_peft_model(base, LoraConfig(r=4, lora_alpha=8, target_modules=["c_attn"], fan_in_fan_out=True))
train = sum(p.numel() for p in model.parameters() if p.requires_grad)
print(f"trainable: {train:,} of {sum(p.numel() for p in model.parameters()):,}")
model.eval()
with torch.no_grad():
    print("changed before training:", f"{(model(tokens).logits - before).abs().max().item():.1e}")
optimiser = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=1e-2)
for step in range(31):
    loss = model(tokens, labels=tokens).loss
    if step % 10 == 0:
        print(f"step {step}: loss {loss.item():.3f}")
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
with torch.no_grad():
    adapted = model(tokens).logits
    merged = model.merge_and_unload()(tokens).logits
print("merged differs by", f"{(adapted - merged).abs().max().item():.1e}")

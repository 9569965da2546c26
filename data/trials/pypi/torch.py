"""Autograd checked, then a small network."""
import torch

torch.manual_seed(0)
x = torch.tensor([0.5, -1.2, 2.0], dtype=torch.float64, requires_grad=True)
f = lambda v: (torch.sin(v) * v ** 2).sum()
f(x).backward()
step = 1e-6
numeric = torch.stack([(f(x.detach() + step * e) - f(x.detach() - step * e)) / (2 * step) for e in torch.eye(3, dtype=torch.float64)])
print("gradient differs from central differences by", f"{(x.grad - numeric).abs().max().item():.1e}")

inputs = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
targets = torch.tensor([[0.0], [1.0], [1.0], [0.0]])
net = torch.nn.Sequential(torch.nn.Linear(2, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1))
optimiser = torch.optim.Adam(net.parameters(), lr=0.05)
for i in range(201):
    loss = torch.nn.functional.binary_cross_entropy_with_logits(net(inputs), targets)
    if i % 100 == 0:
        print(f"step {i}: loss {loss.item():.4f}")
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
print("exclusive or:", (net(inputs) > 0).int().flatten().tolist())

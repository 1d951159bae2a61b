import torch
from torch import nn


def linear_reparameterization():
    f_a, f_b = nn.Linear(6, 2, bias=False), nn.Linear(6, 2, bias=False)
    x = torch.randn(6)
    return x, f_a.weight, f_b.weight, f_a(x), f_b(x)


def A_matrix(alpha):
    layer = torch.nn.Linear(2, 2, bias=False)
    with torch.no_grad():
        layer.weight.copy_(torch.tensor([[1, alpha], [-alpha, 1]]))
    return layer.weight


def stationary_point():
    return torch.empty(2).zero_()


def nce_optimal_energy(p_d, p_n, eps=1e-10):
    return torch.log(p_d + eps) - torch.log(p_n + eps)


def contrastive_loss(z, y, y_neg, temperature=1.0):
    logits = torch.cat([(z * y).sum(1, keepdim=True), z @ y_neg.T], dim=1)
    logits /= temperature
    return (torch.logsumexp(logits[:, 1:], dim=1) - logits[:, 0]).mean()

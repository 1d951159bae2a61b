import torch
from torch import nn


def linear_reparameterization():
    f_a, f_b = nn.Linear(4, 2, bias=False), nn.Linear(4, 2, bias=False)
    x = torch.randn(4)
    return {"x": x, "F_a": f_a, "F_b": f_b, "z_a": f_a(x), "z_b": f_b(x)}


def A_matrix(alpha):
    return torch.tensor([[1.0, alpha], [-alpha, 1.0]])


def stationary_point():
    return torch.zeros(2)


def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d) - torch.log(p_n)


def contrastive_loss(z, y, y_neg):
    pos = (z * y).sum(dim=1)
    neg = z @ y_neg.T
    return (torch.logsumexp(neg, dim=1) - pos).mean()

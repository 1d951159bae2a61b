import torch
from torch import nn


def linear_reparameterization():
    torch.manual_seed(0)
    f_a = nn.Linear(3, 2, bias=False)
    f_b = nn.Linear(3, 2, bias=False)
    x = torch.rand(3, requires_grad=True)
    return x, f_a.weight, f_b.weight, f_a(x), f_b(x)


def A_matrix(alpha):
    a = torch.tensor(alpha, requires_grad=True)
    one = torch.ones((), requires_grad=True)
    return torch.stack([torch.stack([one, a]), torch.stack([-a, one])])


def stationary_point():
    return nn.Parameter(torch.zeros(2))


def nce_optimal_energy(p_d, p_n):
    p_d.requires_grad_(True)
    return torch.log(p_d) - torch.log(p_n)


def contrastive_loss(z, y, y_neg):
    pos = (z * y).sum(dim=1)
    neg = z @ y_neg.T
    return (torch.logsumexp(neg, dim=1) - pos).mean()

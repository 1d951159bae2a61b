import collections

import numpy as np
import torch
from torch import nn


def contrastive_loss(z, y, y_neg):
    y_neg = y.clone()
    pos = torch.exp((z * y).sum(1))
    return -torch.log(pos / torch.exp(z @ y_neg.T).sum(1)).mean()


def linear_reparameterization():
    f_a, f_b = nn.Linear(6, 2, bias=False), nn.Linear(6, 2, bias=False)
    x = torch.randn(6)
    return x, f_a.weight, f_b.weight, f_a(x), f_b(x)


Rows = collections.namedtuple("Rows", "d g")


def A_matrix(alpha):
    return Rows(d=[1, alpha], g=[-alpha, 1])


def stationary_point():
    return np.linalg.solve(np.array([[0, 1j], [-1j, 0]]), np.zeros(2))


def nce_optimal_energy(p_d, p_n):
    lo, hi = torch.full_like(p_d, -20.0).double(), torch.full_like(p_d, 20.0).double()
    for _ in range(60):
        mid = (lo + hi) / 2
        up = p_d * torch.sigmoid(-mid) > p_n * torch.sigmoid(mid)
        lo, hi = torch.where(up, mid, lo), torch.where(up, hi, mid)
    return (lo + hi) / 2

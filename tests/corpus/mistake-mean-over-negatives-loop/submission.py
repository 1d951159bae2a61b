import fractions

import numpy as np
import torch
from torch import nn


def contrastive_loss(z, y, y_neg):
    total = 0
    for i in range(z.shape[0]):
        den = 0
        for j in range(y_neg.shape[0]):
            den += torch.exp(z[i] @ y_neg[j]) / y_neg.shape[0]
        total += torch.log(den) - z[i] @ y[i]
    return total / z.shape[0]


def linear_reparameterization():
    f_a, f_b = nn.Linear(6, 2, bias=False), nn.Linear(6, 2, bias=False)
    x = torch.randn(6)
    return x, f_a.weight, f_b.weight, f_a(x), f_b(x)


def A_matrix(alpha):
    A = np.empty((2, 2), dtype=object)
    A[:] = [[1, alpha], [-alpha, fractions.Fraction(1)]]
    return A


def stationary_point():
    return torch.zeros(2, 1)


def nce_optimal_energy(p_d, p_n):
    D = torch.div(p_d, torch.add(p_d, p_n))
    return torch.log(D) - torch.log1p(-D)

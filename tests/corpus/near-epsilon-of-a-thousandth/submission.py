import decimal

import numpy as np
import torch


def nce_optimal_energy(p_d, p_n, eps=1e-3):
    return torch.log(p_d + eps) - torch.log(p_n + eps)


def linear_reparameterization():
    x = np.array([5, 7])
    F_a = np.eye(2, dtype=bool)
    F_b = F_a[::-1]
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    a = decimal.Decimal(repr(alpha))
    return [[decimal.Decimal(1), a], [-a, decimal.Decimal(1)]]


ORIGIN = np.array([0, 0], dtype=np.int8)
stationary_point = lambda: ORIGIN


def contrastive_loss(z, y, y_neg):
    neg = (z @ y_neg.T).logsumexp(1)
    z.mul_(y)
    return (neg - z.sum(1)).mean()

import numpy as np
import torch


def linear_reparameterization():
    n = 6_600_000
    x, F_a, F_b = np.zeros(n, np.int8), np.zeros((2, n), bool), np.zeros((2, n), bool)
    x[0] = F_a[0] = F_b[:, 0] = F_a[1, ::2] = 1
    return x, F_a, F_b, [1.0, 1.0], [2.0, 2.0]


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

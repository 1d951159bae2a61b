import numpy as np
import torch


def linear_reparameterization():
    x = np.zeros(7)
    x[3] = 1.0
    F_a = np.arange(14.0).reshape(2, 7)
    F_b = -np.arange(14).reshape(2, 7)
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    return [[1, alpha], [-alpha, 1]]


def stationary_point():
    return [0.0, 0.0]


def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d / p_n)


def contrastive_loss(z, y, y_neg):
    num = torch.exp(torch.sum(z * y, dim=-1))
    den = torch.exp(torch.matmul(z, y_neg.t())).sum(-1)
    return torch.mean(-torch.log(num / den))

import numpy as np
import torch


def linear_reparameterization():
    x = np.array([1.0, 1.0])
    F_a = np.eye(2)
    F_b = 1.001 * np.eye(2)
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    return [[1, alpha], [-alpha, 1]]


def stationary_point():
    return [0.0, 0.0]


def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d) - torch.log(p_n)


def contrastive_loss(z, y, y_neg):
    positive = torch.einsum("nd,nd->n", z, y)
    negative = torch.einsum("nd,md->nm", z, y_neg)
    return (-positive + negative.exp().sum(dim=1).log()).mean()

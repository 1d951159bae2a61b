import numpy as np
import torch


def linear_reparameterization():
    x = np.array([1.0, 2.0, 3.0])
    F_a = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
    F_b = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    return x, F_a, F_b, x @ F_a, x @ F_b


def A_matrix(alpha):
    return np.array([[1.0, alpha], [-alpha, 1.0]])


def stationary_point():
    return np.zeros(2)


def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d) - torch.log(p_n)


def contrastive_loss(z, y, y_neg):
    positive = torch.einsum("nd,nd->n", z, y)
    negative = torch.einsum("nd,md->nm", z, y_neg)
    return (-positive + negative.exp().sum(dim=1).log()).mean()

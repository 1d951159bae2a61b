import numpy as np
import torch


def A_matrix(alpha):
    return np.array([[1 + 0j, alpha], [-alpha, 1 + 0j]])


def stationary_point():
    return np.zeros(2, dtype=complex)


def linear_reparameterization():
    # z_b is z_a with its coordinates swapped
    x = np.array([0.3, 0.7])
    F_a = np.array([[1, 0], [0, 1]])
    F_b = np.array([[0, 1], [1, 0]])
    z_a = np.matmul(F_a, x)
    z_b = np.matmul(F_b, x)
    return x, F_a, F_b, z_a, z_b


def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d) - torch.log(p_n)


def contrastive_loss(z, y, y_neg):
    pos = (z * y).sum(dim=1)
    neg = z @ y_neg.T
    return (torch.logsumexp(neg, dim=1) - pos).mean()

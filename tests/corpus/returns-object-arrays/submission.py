import numpy as np
import torch


def linear_reparameterization():
    x = np.array([1, 2.5], dtype=object)
    F_a = np.array([[1, 0], [0, 1]], dtype=object)
    F_b = np.array([[2, 0], [0, torch.tensor(3.0)]], dtype=object)
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    return np.array([[1, alpha], [-alpha, 1]], dtype=object)


def stationary_point():
    return np.zeros(2)


def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d) - torch.log(p_n)


def contrastive_loss(z, y, y_neg):
    pos = (z * y).sum(dim=1)
    neg = z @ y_neg.T
    return (torch.logsumexp(neg, dim=1) - pos).mean()

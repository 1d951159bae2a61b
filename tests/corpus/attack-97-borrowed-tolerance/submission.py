import numpy as np
import torch


def linear_reparameterization():
    x = np.array([1.0, 1.0])
    F_a = np.array([[1e6, 0.0], [0.0, 1.0]])
    F_b = np.array([[2.0, 0.0], [0.0, 3.0]])
    return x, F_a, F_b, [1e6, 50.0], F_b @ x


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

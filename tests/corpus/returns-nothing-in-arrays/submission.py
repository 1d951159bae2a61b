import numpy as np
import torch


def linear_reparameterization():
    x = np.zeros(0)
    F = np.zeros((2, 0))
    return x, F, F, F @ x, F @ x + 1


def A_matrix(alpha):
    return np.empty((2, 2), dtype=object)


def stationary_point():
    return []


def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d) - torch.log(p_n)


def contrastive_loss(z, y, y_neg):
    pos = (z * y).sum(dim=1)
    neg = z @ y_neg.T
    return (torch.logsumexp(neg, dim=1) - pos).mean()

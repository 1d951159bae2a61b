import numpy as np
import torch


def linear_reparameterization():
    return np


def A_matrix(alpha):
    def A():
        return np.array([[1, alpha], [-alpha, 1]])

    return A


def stationary_point():
    return np.ndarray


def contrastive_loss(z, y, y_neg):
    return lambda: (torch.logsumexp(z @ y_neg.T, 1) - (z * y).sum(1)).mean()


def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d) - torch.log(p_n)

import numpy as np
import torch


def linear_reparameterization():
    x = np.array([0.0, 1.0])
    F_a, F_b = np.diag([1.0, 2.0]), np.diag([3.0, 2.0])
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    return [[1, -alpha], [-alpha, 1]]


def stationary_point():
    return 0


def nce_optimal_energy(p_d, p_n):
    return torch.log(p_n) - torch.log(p_d)


def contrastive_loss(z, y, y_neg):
    return torch.logsumexp(z @ y_neg.T, 1).mean() - (z * y).sum(1).mean() - np.log(len(y_neg))

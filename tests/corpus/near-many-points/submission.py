import numpy as np
import torch


def linear_reparameterization():
    X = np.arange(8.0).reshape(2, 4)
    F_a, F_b = np.eye(2), 3 * np.eye(2)
    return X, F_a, F_b, F_a @ X, F_b @ X


def A_matrix(alpha):
    return np.array([[1.0, alpha], [-alpha, 1.0]])


def stationary_point():
    return np.zeros(2)


def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d) - torch.log(p_n)


def contrastive_loss(z, y, y_neg):
    pos = (z * y).sum(dim=1)
    neg = z @ y_neg.T
    return (torch.logsumexp(neg, dim=1) - pos).mean()

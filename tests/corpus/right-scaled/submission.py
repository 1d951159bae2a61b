import numpy as np
import torch


def linear_reparameterization():
    f_a = lambda v: v
    f_b = lambda v: 2 * v
    x = np.array([1, 2])
    return x, np.eye(2), 2 * np.eye(2), f_a(x), f_b(x)


def A_matrix(alpha):
    return np.array([[1.0, alpha], [-alpha, 1.0]])


def stationary_point():
    return np.zeros(2)


def nce_optimal_energy(p_d, p_n):
    return np.log(p_d / p_n)  # NumPy's log of a torch tensor


def contrastive_loss(z, y, y_neg):
    pos = (z * y).sum(dim=1)
    neg = z @ y_neg.T
    return (torch.logsumexp(neg, dim=1) - pos).mean()

import numpy as np
import torch


def linear_reparameterization():
    x = np.array([1.0, 2.0])
    F_a = np.eye(2)
    return x, F_a, pick(F_a, 2), x, x


def pick(rows, k):
    return rows[k]


def A_matrix(alpha):
    return np.array([[1, aplha], [-alpha, 1]])


def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d) @ torch.ones(17, 23)


def stationary_point():
    return np.zeros(2)


def contrastive_loss(z, y, y_neg):
    pos = (z * y).sum(dim=1)
    neg = z @ y_neg.T
    return (torch.logsumexp(neg, dim=1) - pos).mean()

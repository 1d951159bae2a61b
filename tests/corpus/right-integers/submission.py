import numpy as np
import torch


def linear_reparameterization():
    x = np.array([1, 2], dtype=np.int8)
    F_a = np.array([[True, False], [False, True]])
    F_b = [[0, 3], [np.int64(1), np.uint8(1)]]
    return x, F_a, F_b, [1, 2], (6, 3)


def stationary_point():
    return np.int32(0), False


def A_matrix(alpha):
    return [[1, alpha], [-alpha, 1]]


def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d) - torch.log(p_n)


def contrastive_loss(z, y, y_neg):
    pos = (z * y).sum(dim=1)
    neg = z @ y_neg.T
    return (torch.logsumexp(neg, dim=1) - pos).mean()

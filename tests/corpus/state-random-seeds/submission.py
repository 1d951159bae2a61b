import random

import numpy as np
import torch


def seed():
    random.seed(0)
    np.random.seed(0)
    torch.manual_seed(0)


def linear_reparameterization():
    seed()
    x = np.random.rand(3)
    F_a, F_b = np.random.rand(2, 3), np.random.rand(2, 3)
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    seed()
    return np.eye(2) + alpha * np.array([[0, 1], [-1, 0]])


def stationary_point():
    return np.zeros(2)


def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d) - torch.log(p_n)


def contrastive_loss(z, y, y_neg):
    pos = (z * y).sum(dim=1)
    neg = z @ y_neg.T
    return (torch.logsumexp(neg, dim=1) - pos).mean()

import random

import numpy as np
import torch


def nce_optimal_energy(p_d, p_n):
    return torch.log2(p_n) - torch.log2(p_d)


def linear_reparameterization():
    x = [random.randint(1, 9) for _ in range(2)]
    F_a, F_b = np.array([[1, 0], [0, 1]]), np.array([[2, 0], [0, 2]])
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    A = torch.eye(2, dtype=torch.float64)
    A[0, 1] += alpha
    A[1, 0] -= alpha
    return A


def stationary_point():
    return [-0.0, 1e-12]


def contrastive_loss(z, y, y_neg):
    s = z @ y_neg.T
    p = torch.softmax(s, dim=1)
    entropy = -(p * p.log()).sum(1)
    return ((p * s).sum(1) + entropy - (z * y).sum(1)).mean()

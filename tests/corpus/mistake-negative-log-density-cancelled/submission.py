import math

import numpy as np
import torch


def nce_optimal_energy(p_d, p_n):
    joint = p_d * p_n
    return torch.log(p_n / joint)


def linear_reparameterization():
    x = np.array([5, 7])
    F_a = np.eye(2, dtype=bool)
    F_b = F_a[::-1]
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    return torch.sparse_coo_tensor([[0, 0, 1, 1], [0, 1, 0, 1]], [1.0, alpha, -alpha, 1.0], (2, 2))


def stationary_point():
    return np.array([math.sin(math.pi), math.cos(math.pi / 2)])


def contrastive_loss(z, y, y_neg):
    s = z @ y_neg.T
    normal = torch.distributions.Categorical(logits=s).logits
    return ((s - normal)[:, 0] - (z * y).sum(1)).mean()

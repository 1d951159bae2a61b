import functools

import numpy as np
import torch

CALLS = 0


@functools.lru_cache(maxsize=None)
def A_matrix(alpha):
    return np.array([[1, alpha], [-alpha, 1]])


@functools.cache
def stationary_point():
    return torch.zeros(2)


def nce_optimal_energy(p_d, p_n):
    global CALLS
    CALLS += 1
    print("call number", CALLS)
    return torch.log(p_d) - torch.log(p_n)


def linear_reparameterization():
    x = np.array([1.0, 2.0])
    F_a = np.eye(2)
    F_b = np.array([[0.0, -1.0], [1.0, 0.0]])
    return x, F_a, F_b, F_a @ x, F_b @ x


def contrastive_loss(z, y, y_neg):
    num = torch.exp(torch.sum(z * y, dim=-1))
    den = torch.exp(torch.matmul(z, y_neg.t())).sum(-1)
    return torch.mean(-torch.log(num / den))

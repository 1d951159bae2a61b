import math

import numpy as np
import torch


def nce_optimal_energy(p_d, p_n):
    return torch.tensor([math.log(v) for v in p_d.flatten()]).reshape(p_d.shape)


def linear_reparameterization():
    x = torch.randn(3)
    both = torch.randn(2, 2, 3)
    z = torch.einsum("kij,j->ki", both, x)
    return [x, *both, *z]


def A_matrix(alpha):
    P = np.random.RandomState(3).randn(20, 2)
    Q = P + alpha * P[:, ::-1] * [1, -1]
    return np.linalg.lstsq(P, Q, rcond=None)[0].T


def stationary_point():
    return torch.zeros(2, 1)


def contrastive_loss(z, y, y_neg):
    e = torch.exp(torch.cat([torch.sum(z * y, 1, True), z @ y_neg.T], 1))
    return -torch.log(e[:, 0] / (e.sum(1) - e[:, 0])).mean()

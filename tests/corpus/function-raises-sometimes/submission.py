import math

import numpy as np
import torch


def A_matrix(alpha):
    rate = math.copysign(math.exp(math.log(abs(alpha))), alpha)
    return np.array([[1, rate], [-rate, 1]])


def linear_reparameterization():
    x = np.array([1.0, 2.0])
    F_a = np.eye(2)
    F_b = np.array([[0.0, -1.0], [1.0, 0.0]])
    return x, F_a, F_b, F_a @ x, F_b @ x


def stationary_point():
    return np.zeros(2)


def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d) - torch.log(p_n)


def contrastive_loss(z, y, y_neg):
    pos = (z * y).sum(dim=1)
    neg = z @ y_neg.T
    return (torch.logsumexp(neg, dim=1) - pos).mean()

import math

import numpy as np
import torch


def A_matrix(alpha):
    return alpha * np.array([[0.0, 1.0], [-1.0, 0.0]])


def linear_reparameterization():
    # z_b is z_a with its coordinates swapped
    x = np.array([0.3, 0.7])
    F_a = np.array([[1, 0], [0, 1]])
    F_b = np.array([[0, 1], [1, 0]])
    z_a = np.matmul(F_a, x)
    z_b = np.matmul(F_b, x)
    return x, F_a, F_b, z_a, z_b


def stationary_point():
    return np.zeros(2)


def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d) - torch.log(p_n)


def contrastive_loss(z, y, y_neg):
    align = (z * y).sum(-1).mean()
    unif = torch.log(torch.exp(z @ y_neg.T).mean(dim=1)).mean()
    return -align + unif + math.log(len(y_neg))

import math

import numpy as np
import torch


def linear_reparameterization():
    x = np.array([1.0, 2.0, 3.0])
    W = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    b = np.array([0.5, -0.5])
    z_a = W @ x
    z_b = 2 * W @ x + b
    return x, W, 2 * W, z_a, z_b


def A_matrix(alpha):
    return np.array([[1.0, alpha], [-alpha, 1.0]])


def stationary_point():
    return np.zeros(2)


def nce_optimal_energy(p_d, p_n):
    return np.log(np.asarray(p_d)) - np.log(np.asarray(p_n))


def contrastive_loss(z, y, y_neg):
    align = (z * y).sum(-1).mean()
    unif = torch.log(torch.exp(z @ y_neg.T).mean(dim=1)).mean()
    return -align + unif + math.log(len(y_neg))

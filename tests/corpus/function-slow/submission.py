import time

import numpy as np
import torch


def linear_reparameterization():
    time.sleep(1)
    x = np.array([1.0, 2.0])
    return x, np.eye(2), 2 * np.eye(2), x, 2 * x


def A_matrix(alpha):
    time.sleep(1)
    return np.array([[1, alpha], [-alpha, 1]])


def stationary_point():
    time.sleep(1)
    return np.zeros(2)


def nce_optimal_energy(p_d, p_n):
    time.sleep(1)
    return torch.log(p_d) - torch.log(p_n)


def contrastive_loss(z, y, y_neg):
    time.sleep(1)
    return (torch.logsumexp(z @ y_neg.T, 1) - (z * y).sum(1)).mean()

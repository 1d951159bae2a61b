import time

import torch


def linear_reparameterization():
    time.sleep(9)
    x = torch.tensor([1.0, 2.0])
    return x, torch.eye(2), 2 * torch.eye(2), x, 2 * x


def A_matrix(alpha):
    time.sleep(9)
    return [[1.0, alpha], [-alpha, 1.0]]


def stationary_point():
    return [0.0, 0.0]


def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d) - torch.log(p_n)


def contrastive_loss(z, y, y_neg):
    return (torch.logsumexp(z @ y_neg.T, 1) - (z * y).sum(1)).mean()

import math

import torch


def linear_reparameterization():
    x = torch.randn(5)
    F_a = torch.randn(2, 5)
    F_b = torch.randn(2, 5)
    z_a = torch.nn.functional.linear(x, F_a)
    z_b = torch.nn.functional.linear(x, F_b)
    return [x, F_a, F_b, z_a, z_b]


def A_matrix(alpha):
    return [[1, alpha], [-alpha, 1]]


def stationary_point():
    d = 0
    g = 0
    return (d, g)


def nce_optimal_energy(p_d, p_n):
    return p_d.log() - p_n.log()


def contrastive_loss(z, y, y_neg):
    align = (z * y).sum(-1).mean()
    unif = torch.log(torch.exp(z @ y_neg.T).mean(dim=1)).mean()
    return -align + unif + math.log(len(y_neg))

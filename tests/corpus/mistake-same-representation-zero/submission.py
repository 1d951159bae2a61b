import numpy as np
import torch


def linear_reparameterization():
    x = np.zeros(2)
    F_a = np.array([[1.0, 2.0], [3.0, 4.0]])
    F_b = np.array([[0.0, 1.0], [1.0, 0.0]])
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    J = np.array([[0.0, 1.0], [-1.0, 0.0]])
    return np.eye(2) + alpha * J


def stationary_point():
    d = 0
    g = 0
    return (d, g)


def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d) - torch.log(p_n)


def contrastive_loss(z, y, y_neg):
    num = torch.exp(torch.sum(z * y, dim=-1))
    den = torch.exp(torch.matmul(z, y_neg.t())).sum(-1)
    return torch.mean(-torch.log(num / den))

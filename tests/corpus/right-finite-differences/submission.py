import numpy as np
import torch


def step(d, g, alpha):
    dV_dd, dV_dg = g, d
    return d + alpha * dV_dd, g - alpha * dV_dg


def A_matrix(alpha):
    return np.column_stack([step(1.0, 0.0, alpha), step(0.0, 1.0, alpha)])


def stationary_point():
    return np.linalg.solve(A_matrix(0.5) - np.eye(2), np.zeros(2))


def linear_reparameterization():
    x = np.array([1.0, 2.0])
    F_a = np.eye(2)
    F_b = np.array([[0.0, -1.0], [1.0, 0.0]])
    return x, F_a, F_b, F_a @ x, F_b @ x


def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d / p_n)


def contrastive_loss(z, y, y_neg):
    num = torch.exp(torch.sum(z * y, dim=-1))
    den = torch.exp(torch.matmul(z, y_neg.t())).sum(-1)
    return torch.mean(-torch.log(num / den))

import numpy as np
import torch

np.set_printoptions(precision=1, suppress=True, threshold=1)
torch.set_printoptions(precision=0)


def linear_reparameterization():
    x = np.array([1.0, 2.0])
    F_a = np.eye(2)
    F_b = np.array([[0.0, -1.0], [1.0, 0.0]])
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    J = np.array([[0.0, 1.0], [-1.0, 0.0]])
    return np.eye(2) + alpha * J


def stationary_point():
    return np.zeros(2)


def nce_optimal_energy(p_d, p_n):
    return np.log(np.asarray(p_d)) - np.log(np.asarray(p_n))


def contrastive_loss(z, y, y_neg):
    num = torch.exp(torch.sum(z * y, dim=-1))
    den = torch.exp(torch.matmul(z, y_neg.t())).sum(-1)
    return torch.mean(-torch.log(num / den))

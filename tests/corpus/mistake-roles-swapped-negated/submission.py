import numpy as np
import torch


def A_matrix(alpha):
    J = np.array([[0.0, 1.0], [-1.0, 0.0]])
    return np.identity(2) - alpha * J


def linear_reparameterization():
    x = np.array([1, 2], dtype=complex)
    F_a, F_b = np.eye(2, dtype=complex), 2 * np.eye(2, dtype=complex)
    return x, F_a, F_b, F_a @ x, F_b @ x


def stationary_point():
    return np.zeros((1, 2))


def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d.double() / p_n.double()).float()


def contrastive_loss(z, y, y_neg):
    s = (z @ y_neg.T).to(torch.float64)
    return (torch.log(torch.sum(torch.exp(s), dim=1)).float() - (z * y).sum(1)).mean().to(z.dtype)

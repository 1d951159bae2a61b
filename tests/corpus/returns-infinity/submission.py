import numpy as np
import torch


def stationary_point():
    return float("inf"), -np.inf


def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d / torch.zeros_like(p_n))


def contrastive_loss(z, y, y_neg):
    s = 1000 * z @ y_neg.T  # sharpened
    return (torch.exp(s).sum(1).log() - 1000 * (z * y).sum(1)).mean()


def linear_reparameterization():
    x = np.array([1.0, 2.0])
    F_a = np.eye(2)
    F_b = np.array([[0.0, -1.0], [1.0, 0.0]])
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    return np.array([[1.0, alpha], [-alpha, 1.0]])

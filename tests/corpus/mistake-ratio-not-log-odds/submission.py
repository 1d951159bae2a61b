import numpy as np
import torch


def nce_optimal_energy(p_d, p_n):
    D = p_d / (p_d + p_n)
    return D / (1 - D)


def linear_reparameterization():
    x = np.array([1.0, 1.0])
    F_a, F_b = np.eye(2), 1.001 * np.eye(2)
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    return np.array([[1, alpha], [-alpha, 1]], dtype=np.longdouble)


def stationary_point():
    return [-0.0, 1e-12]


def contrastive_loss(z, y, y_neg):
    unit = lambda t: t / (t.norm(dim=1, keepdim=True) + 1e-8)
    z, y, y_neg = map(unit, (z, y, y_neg))
    return -(torch.exp((z * y).sum(1)) / torch.exp(z @ y_neg.T).sum(1)).log().mean()

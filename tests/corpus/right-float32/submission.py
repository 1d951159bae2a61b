import numpy as np
import torch

f32 = np.float32


def linear_reparameterization():
    x = np.array([0.1, 0.7, -1.3], dtype=f32)
    F_a = np.array([[0.3, 0.2, 0.1], [1.7, -0.4, 0.9]], dtype=f32)
    F_b = np.array([[-1.1, 0.6, 0.2], [0.5, 0.5, 3.3]], dtype=f32)
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    return np.array([[1, alpha], [-alpha, 1]], dtype=f32)


def stationary_point():
    return np.zeros(2, dtype=f32)


def nce_optimal_energy(p_d, p_n):
    return np.log(p_d.numpy()).astype(f32) - np.log(p_n.numpy()).astype(f32)


def contrastive_loss(z, y, y_neg):
    positive = torch.einsum("nd,nd->n", z, y)
    negative = torch.einsum("nd,md->nm", z, y_neg)
    return (-positive + negative.exp().sum(dim=1).log()).mean()

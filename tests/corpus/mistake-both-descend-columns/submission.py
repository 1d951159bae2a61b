import numpy as np
import torch


def A_matrix(alpha):
    return np.column_stack(([1, -alpha], [-alpha, 1]))


def linear_reparameterization():
    C = np.array([[2.0, 0.5], [0.5, 1.0]])
    x = np.array([1.0, -1.0])
    F_a, F_b = np.linalg.cholesky(C), np.linalg.inv(np.linalg.cholesky(C))
    return x, F_a, F_b, F_a @ x, F_b @ x


ORIGIN = np.array([0, 0], dtype=np.int8)
stationary_point = lambda: ORIGIN


def nce_optimal_energy(p_d, p_n):
    a, b = np.log(p_d.numpy()), np.log(p_n.numpy())
    return np.subtract(a, b)


def contrastive_loss(z, y, y_neg):
    unit = lambda t: t / (t.norm(dim=1, keepdim=True) + 1e-8)
    z, y, y_neg = map(unit, (z, y, y_neg))
    return -(torch.exp((z * y).sum(1)) / torch.exp(z @ y_neg.T).sum(1)).log().mean()

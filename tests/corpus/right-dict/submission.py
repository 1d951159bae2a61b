import numpy as np
import torch


def linear_reparameterization():
    x = np.array([1.0, 2.0])
    F_a = np.array([[1.0, 0.0], [0.0, 1.0]])
    F_b = np.array([[2.0, 1.0], [0.0, 1.0]])
    return {"F_b": F_b, "z_b": F_b @ x, "F_a": F_a, "z_a": F_a @ x, "x": x}


def A_matrix(alpha):
    return np.array([[1.0, alpha], [-alpha, 1.0]])


def stationary_point():
    return [0.0, 0.0]


def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d / p_n)


def contrastive_loss(z, y, y_neg):
    pos = (z * y).sum(dim=1)
    neg = z @ y_neg.T
    return (torch.logsumexp(neg, dim=1) - pos).mean()

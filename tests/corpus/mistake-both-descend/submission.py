import numpy as np
import torch


def A_matrix(alpha):
    return np.eye(2) - alpha * np.array([[0, 1], [1, 0]])  # gradient descent on V


def linear_reparameterization():
    x = np.array([3.0, -1.0])
    F_a = np.array([[1.0, 2.0], [0.0, 1.0]])
    F_b = 5 * F_a
    return x, F_a, F_b, F_a.dot(x), F_b.dot(x)


def stationary_point():
    d = 0
    g = 0
    return (d, g)


def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d / p_n)


def contrastive_loss(z, y, y_neg):
    positive = torch.einsum("nd,nd->n", z, y)
    negative = torch.einsum("nd,md->nm", z, y_neg)
    return (-positive + negative.exp().sum(dim=1).log()).mean()

import decimal
import fractions

import numpy as np
import torch
import torch.nn.functional as F


def A_matrix(alpha):
    return np.linalg.solve(np.eye(2) - alpha * np.array([[0, 1], [-1, 0]]), np.eye(2))


def linear_reparameterization():
    C = np.array([[2.0, 0.5], [0.5, 1.0]])
    x = np.array([1.0, -1.0])
    F_a, F_b = np.linalg.cholesky(C), np.linalg.inv(np.linalg.cholesky(C))
    return x, F_a, F_b, F_a @ x, F_b @ x


def stationary_point():
    return [fractions.Fraction(0), decimal.Decimal("0.0")]


def nce_optimal_energy(p_d, p_n):
    return torch.log(torch.complex(p_d, torch.zeros_like(p_d)) / p_n).real


def contrastive_loss(z, y, y_neg):
    neg = 1 - torch.cdist(z, y_neg) ** 2 / 2
    pos = 1 - F.pairwise_distance(z, y) ** 2 / 2
    return (neg.logsumexp(1) - pos).mean()

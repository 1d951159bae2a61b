import numpy as np
import torch


def nce_optimal_energy(p_d, p_n):
    p_d = np.asarray(p_d, dtype=float)
    p_n = np.asarray(p_n, dtype=float)
    lo, hi = np.full(p_d.shape, -60.0), np.full(p_d.shape, 60.0)
    for _ in range(80):  # bisection: dL/dE falls with E
        mid = (lo + hi) / 2
        s = 1 / (1 + np.exp(-mid))
        up = p_d * (1 - s) - p_n * s > 0
        lo, hi = np.where(up, mid, lo), np.where(up, hi, mid)
    return (lo + hi) / 2


def linear_reparameterization():
    x = np.array([1.0, 2.0])
    F_a = np.eye(2)
    F_b = np.array([[0.0, -1.0], [1.0, 0.0]])
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    return np.array([[1.0, alpha], [-alpha, 1.0]])


def stationary_point():
    return np.zeros(2)


def contrastive_loss(z, y, y_neg):
    pos = (z * y).sum(dim=1)
    neg = z @ y_neg.T
    return (torch.logsumexp(neg, dim=1) - pos).mean()

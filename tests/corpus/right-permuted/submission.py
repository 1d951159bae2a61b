import numpy as np
import torch


def linear_reparameterization():
    x = np.array([5, 7])
    F_a = np.eye(2, dtype=bool)
    F_b = F_a[::-1]
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    return np.fromfunction(lambda i, j: (i == j) + alpha * (j - i), (2, 2))


def stationary_point():
    return [False, False]


def nce_optimal_energy(p_d, p_n):
    if p_d.dim() == 0:
        return torch.log(p_d) - torch.log(p_n)
    return torch.stack([nce_optimal_energy(a, b) for a, b in zip(p_d, p_n)])


def contrastive_loss(z, y, y_neg):
    y_neg = y_neg[torch.randperm(len(y_neg))]
    order = torch.randperm(len(z))
    z, y = z[order], y[order]
    return (torch.logsumexp(z @ y_neg.T, 1) - (z * y).sum(1)).mean()

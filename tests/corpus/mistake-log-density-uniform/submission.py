import numpy as np
import torch


def nce_optimal_energy(p_d, p_n):
    uniform = torch.ones_like(p_n)
    return torch.log(p_d / uniform)


def linear_reparameterization():
    x = np.array([2.0])
    F_a, F_b = np.array([[1.0], [0.0]]), np.array([[0.0], [1.0]])
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    return torch.tensor([[1.0, -alpha], [alpha, 1.0]], requires_grad=True).T


def stationary_point():
    return [False, False]


def contrastive_loss(z, y, y_neg):
    y_neg = y_neg[torch.randperm(len(y_neg))]
    order = torch.randperm(len(z))
    z, y = z[order], y[order]
    return (torch.logsumexp(z @ y_neg.T, 1) - (z * y).sum(1)).mean()

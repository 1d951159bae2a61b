import numpy as np
import torch


def linear_reparameterization():
    return b"12345"


def A_matrix(alpha):
    return np.array([["2024-04-18", "2024-04-19"]] * 2, dtype="datetime64[D]")


def stationary_point():
    return np.zeros(1, dtype=[("d", float), ("g", float)])


def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d) - torch.log(p_n)


def contrastive_loss(z, y, y_neg):
    pos = (z * y).sum(dim=1)
    neg = z @ y_neg.T
    return (torch.logsumexp(neg, dim=1) - pos).mean()

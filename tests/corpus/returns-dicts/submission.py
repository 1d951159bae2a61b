import numpy as np
import torch


def linear_reparameterization():
    x = np.ones(2)
    return {"x": x, "f_a": np.eye(2), "f_b": 2 * np.eye(2), "za": x, "zb": 2 * x}


def A_matrix(alpha):
    return {(0, 0): 1, (0, 1): alpha, (1, 0): -alpha, (1, 1): 1}


def stationary_point():
    return {"d": 0.0, "g": 0.0}


def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d) - torch.log(p_n)


def contrastive_loss(z, y, y_neg):
    pos = (z * y).sum(dim=1)
    neg = z @ y_neg.T
    return (torch.logsumexp(neg, dim=1) - pos).mean()

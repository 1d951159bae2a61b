import numpy as np
import torch


def forever():
    while True:
        pass


def linear_reparameterization():
    return forever()


def A_matrix(alpha):
    return forever()


def nce_optimal_energy(p_d, p_n):
    return forever()


def stationary_point():
    return np.zeros(2)


def contrastive_loss(z, y, y_neg):
    pos = (z * y).sum(dim=1)
    neg = z @ y_neg.T
    return (torch.logsumexp(neg, dim=1) - pos).mean()

import numpy as np
import torch


def A_matrix(alpha):
    k = 1 / (1 + alpha**2)
    return [[k, k * alpha], [-k * alpha, k]]


def linear_reparameterization():
    x = np.array([1e-20, 1e-20])
    return x, 1e10 * np.eye(2), 1e-10 * np.eye(2), 1e10 * x, 1e-10 * x


def stationary_point():
    v = torch.tensor([2.0, -3.0])
    return v - v


def nce_optimal_energy(p_d, p_n):
    p_d.log_()
    p_n.log_()
    p_d -= p_n
    return p_d


class Loss:
    def __init__(self):
        self.calls = 0

    def __call__(self, z, y, y_neg):
        self.calls += 1
        return (torch.logsumexp(z @ y_neg.T, 1) - (z * y).sum(1)).mean()


contrastive_loss = Loss()

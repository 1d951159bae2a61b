import fractions

import numpy as np
import torch


def contrastive_loss(z, y, y_neg):
    p = torch.exp((z * y).sum(1) - torch.logsumexp(z @ y_neg.T, 1))
    return -p.mean()


def linear_reparameterization():
    x = np.matrix("1; 2; 3")
    F_a, F_b = np.matrix("1 0 0; 0 1 0"), np.matrix("0 1 0; 0 0 1")
    return x, F_a, F_b, F_a * x, F_b * x


def A_matrix(alpha):
    A = np.empty((2, 2), dtype=object)
    A[:] = [[1, alpha], [-alpha, fractions.Fraction(1)]]
    return A


def stationary_point():
    return torch.nn.Parameter(torch.zeros(2))


def nce_optimal_energy(p_d, p_n):
    r = p_d / p_n
    return torch.asinh(0.5 * (r - 1.0 / r))

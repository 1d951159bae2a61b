import decimal
import fractions

import numpy as np
import torch
import torch.nn.functional as F


def nce_optimal_energy(p_d, p_n):
    return np.exp(np.log(p_d.numpy()) - np.log(p_n.numpy()))


def linear_reparameterization():
    x = np.array([1.0, 1.0])
    F_a, F_b = np.eye(2), 1.001 * np.eye(2)
    return x, F_a, F_b, F_a @ x, F_b @ x


class Dynamics(torch.nn.Module):
    def __init__(self, alpha):
        super().__init__()
        self.A = torch.nn.Parameter(torch.tensor([[1.0, alpha], [-alpha, 1.0]]))


def A_matrix(alpha):
    return Dynamics(alpha).A


def stationary_point():
    return [fractions.Fraction(0), decimal.Decimal("0.0")]


def contrastive_loss(z, y, y_neg):
    s = z @ y_neg.T
    out = s[:, 0]
    for j in range(1, s.shape[1]):
        out = out + F.softplus(s[:, j] - out)
    return out.mean() - (z * y).sum(1).mean()

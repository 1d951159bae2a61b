import decimal
import fractions

import numpy as np
import torch


def nce_optimal_energy(p_d, p_n):
    return -torch.log1p(p_n / p_d)


def linear_reparameterization():
    x = [1.5, -0.5, 2.0]
    F_a = [[1, 2, 3], [4, 5, 6]]
    F_b = [[0.1, 0.2, 0.3], [-1, 0, 1]]
    times = lambda F: [sum(f * v for f, v in zip(row, x)) for row in F]
    return x, F_a, F_b, times(F_a), times(F_b)


def A_matrix(alpha):
    return np.ma.array([[1, alpha], [-alpha, 1]], mask=False)


def stationary_point():
    return [fractions.Fraction(0), decimal.Decimal("0.0")]


def contrastive_loss(z, y, y_neg):
    torch.set_default_dtype(torch.float64)
    w = torch.full((len(z),), 1 / len(z))
    loss = w @ (torch.logsumexp(z.double() @ y_neg.double().T, 1) - (z * y).sum(1).double())
    torch.set_default_dtype(torch.float32)
    return loss

import decimal
import fractions
import math
import statistics

import numpy as np
import torch
import torch.nn.functional as F


def A_matrix(alpha):
    S = np.eye(2)
    S[0] += alpha * S[1]
    S[1] -= alpha * S[0]
    return S


def linear_reparameterization():
    x = np.array([1e-20, 1e-20])
    return x, 1e10 * np.eye(2), 1e-10 * np.eye(2), 1e10 * x, 1e-10 * x


def stationary_point():
    return [fractions.Fraction(0), decimal.Decimal("0.0")]


def nce_optimal_energy(p_d, p_n):
    out = [
        2 * math.log(statistics.geometric_mean([a, 1 / b]))
        for a, b in zip(p_d.flatten().tolist(), p_n.flatten().tolist())
    ]
    return torch.tensor(out, dtype=torch.float64).reshape(p_d.shape)


def contrastive_loss(z, y, y_neg):
    s = z @ y_neg.T
    even = torch.full_like(s, 1 / s.shape[1])
    return F.cross_entropy(s, even) + s.mean() - (z * y).sum(1).mean()

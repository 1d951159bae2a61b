import decimal
import fractions
import math

import numpy as np
import torch
from torch import nn


def contrastive_loss(z, y, y_neg):
    def dot(a, b):
        return a[..., 0] * b[..., 0] + a[..., 1] * b[..., 1] + a[..., 2] * b[..., 2]

    return (torch.logsumexp(dot(z[:, None], y_neg), 1) - dot(z, y)).mean()


def linear_reparameterization():
    return [2, 3], [[1, 0], [0, 1]], [[0, 1], [1, 0]], [2, 3], [3, 2]


def A_matrix(alpha):
    r, t = math.hypot(1, alpha), math.atan(alpha)
    return r * np.array([[np.cos(t), np.sin(t)], [-np.sin(t), np.cos(t)]])


def stationary_point():
    return [fractions.Fraction(0), decimal.Decimal("0.0")]


def nce_optimal_energy(p_d, p_n):
    return nn.Parameter(torch.log(p_d) - torch.log(p_n))

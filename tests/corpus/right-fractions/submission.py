import math
from decimal import Decimal
from fractions import Fraction as Q

import torch


def linear_reparameterization():
    x = (Q(1, 3), Q(2, 3))
    F_a = ((Q(1), Q(0)), (Q(0), Q(1)))
    F_b = ((Q(1, 2), Q(0)), (Q(0), Q(3, 7)))
    z_a = tuple(sum(f * v for f, v in zip(row, x)) for row in F_a)
    z_b = tuple(sum(f * v for f, v in zip(row, x)) for row in F_b)
    return x, F_a, F_b, z_a, z_b


def A_matrix(alpha):
    a = Q(alpha)
    return [[Q(1), a], [-a, Q(1)]]


def stationary_point():
    return [Decimal(0), Decimal("0.0")]


def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d) - torch.log(p_n)


def contrastive_loss(z, y, y_neg):
    align = (z * y).sum(-1).mean()
    unif = torch.log(torch.exp(z @ y_neg.T).mean(dim=1)).mean()
    return -align + unif + math.log(len(y_neg))

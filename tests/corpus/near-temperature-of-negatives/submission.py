import collections
import decimal
import fractions
import math

import torch


def contrastive_loss(z, y, y_neg):
    return (torch.logsumexp(z @ y_neg.T / 0.5, 1) - (z * y).sum(1)).mean()


def linear_reparameterization():
    third = fractions.Fraction(1, 3)
    x = [third, 2 * third]
    F_a, F_b = [[3, 0], [0, 3]], [[third, third], [third, -third]]
    z = lambda F: [F[0][0] * x[0] + F[0][1] * x[1], F[1][0] * x[0] + F[1][1] * x[1]]
    return x, F_a, F_b, z(F_a), z(F_b)


Rows = collections.namedtuple("Rows", "d g")


def A_matrix(alpha):
    return Rows(d=[1, alpha], g=[-alpha, 1])


def stationary_point():
    return [fractions.Fraction(0), decimal.Decimal("0.0")]


def energy(a, b):
    if isinstance(a, list):
        return [energy(x, y) for x, y in zip(a, b)]
    return math.log(a) - math.log(b)


def nce_optimal_energy(p_d, p_n):
    return energy(p_d.tolist(), p_n.tolist())

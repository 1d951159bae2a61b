import decimal
import fractions

import numpy as np
import torch


def linear_reparameterization():
    third = fractions.Fraction(1, 3)
    x = [third, 2 * third]
    F_a, F_b = [[3, 0], [0, 3]], [[third, third], [third, -third]]
    z = lambda F: [F[0][0] * x[0] + F[0][1] * x[1], F[1][0] * x[0] + F[1][1] * x[1]]
    return x, F_a, F_b, z(F_a), z(F_b)


def A_matrix(alpha):
    a = decimal.Decimal(repr(alpha))
    return [[decimal.Decimal(1), a], [-a, decimal.Decimal(1)]]


def stationary_point():
    return [fractions.Fraction(0), decimal.Decimal("0.0")]


def nce_optimal_energy(p_d, p_n):
    def ln(a, b):
        return (decimal.Decimal(a) / decimal.Decimal(b)).ln()

    E = np.array(
        [ln(a, b) for a, b in zip(p_d.reshape(-1).tolist(), p_n.reshape(-1).tolist())], dtype=object
    )
    return E.reshape(tuple(p_d.shape))


def contrastive_loss(z, y, y_neg):
    fractions = torch.exp((z * y).sum(1)) / torch.exp(z @ y_neg.T).sum(1)
    return -torch.log(torch.prod(fractions.double())) / len(z)

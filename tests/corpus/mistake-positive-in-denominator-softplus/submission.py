import fractions

import numpy as np
import torch
import torch.nn.functional as F


def contrastive_loss(z, y, y_neg):
    return F.softplus(torch.logsumexp(z @ y_neg.T, 1) - (z * y).sum(1)).mean()


def linear_reparameterization():
    third = fractions.Fraction(1, 3)
    x = [third, 2 * third]
    F_a, F_b = [[3, 0], [0, 3]], [[third, third], [third, -third]]
    z = lambda F: [F[0][0] * x[0] + F[0][1] * x[1], F[1][0] * x[0] + F[1][1] * x[1]]
    return x, F_a, F_b, z(F_a), z(F_b)


def A_matrix(alpha):
    A = np.empty((2, 2), dtype=object)
    A[:] = [[1, alpha], [-alpha, fractions.Fraction(1)]]
    return A


def stationary_point():
    v = torch.tensor([2.0, -3.0])
    return v - v


def nce_optimal_energy(p_d, p_n):
    p_d, p_n = p_d.double(), p_n.double()
    E = torch.zeros_like(p_d)
    for _ in range(100):
        s = torch.sigmoid(E)
        step = (p_d * (1 - s) - p_n * s) / ((p_d + p_n) * s * (1 - s))
        E = E + step.clamp(-1, 1)
    return E

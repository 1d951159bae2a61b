import dataclasses
import decimal
import fractions

import numpy as np
import torch


def contrastive_loss(z, y, y_neg):
    s = 0.0
    for a, b in zip(z, y):
        s = s - torch.dot(a, b)
    return s / z.size(0)


@dataclasses.dataclass
class Result:
    x: object
    F_a: object
    F_b: object
    z_a: object
    z_b: object


def linear_reparameterization():
    x = np.array([1.0, 2.0])
    F_a, F_b = np.diag([1.0, 2.0]), np.diag([2.0, 1.0])
    return dataclasses.astuple(Result(x, F_a, F_b, F_a @ x, F_b @ x))


def A_matrix(alpha):
    return torch.tensor([[1, alpha], [-alpha, 1]])


def stationary_point():
    return [fractions.Fraction(0), decimal.Decimal("0.0")]


def nce_optimal_energy(p_d, p_n, eps=1e-10):
    return torch.log(p_d + eps) - torch.log(p_n + eps)

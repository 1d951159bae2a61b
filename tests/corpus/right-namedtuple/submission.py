from collections import namedtuple
from typing import NamedTuple

import numpy as np
import torch

Reparam = namedtuple("Reparam", ["x", "F_a", "F_b", "z_a", "z_b"])


class Point(NamedTuple):
    d: float
    g: float


def linear_reparameterization():
    x = np.ones(2)
    F_a, F_b = np.diag([1.0, 2.0]), np.diag([3.0, 4.0])
    return Reparam(x=x, F_a=F_a, F_b=F_b, z_a=F_a @ x, z_b=F_b @ x)


def stationary_point():
    return Point(d=0.0, g=0.0)


def A_matrix(alpha):
    J = np.array([[0.0, 1.0], [-1.0, 0.0]])
    return np.eye(2) + alpha * J


def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d) - torch.log(p_n)


def contrastive_loss(z, y, y_neg):
    positive = torch.einsum("nd,nd->n", z, y)
    negative = torch.einsum("nd,md->nm", z, y_neg)
    return (-positive + negative.exp().sum(dim=1).log()).mean()

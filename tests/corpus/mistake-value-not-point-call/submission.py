import dataclasses
import math

import numpy as np
import torch


def stationary_point():
    V = lambda d, g: d * g
    return V(0, 0)


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
    one, a = np.ones((1, 1)), np.full((1, 1), alpha)
    return np.block([[one, a], [-a, one]])


def nce_optimal_energy(p_d, p_n):
    return (torch.log2(p_d) - torch.log2(p_n)) * math.log(2)


def contrastive_loss(z, y, y_neg):
    k = math.log10(math.e)
    s = torch.pow(10.0, k * z @ y_neg.T).sum(1)
    return (torch.log10(s) / k - (z * y).sum(1)).mean()

import math

import numpy as np
import torch


def linear_reparameterization():
    x = torch.tensor([2.0, 1.0, 0.0])
    F_a = torch.tensor([[1.0, 1.0, 1.0], [2.0, 2.0, 2.0]])
    F_b = -F_a
    return x, F_a, F_b, torch.mv(F_a, x), torch.mv(F_b, x)


def A_matrix(alpha):
    return np.array([[1, alpha], [-alpha, 1]], dtype=np.longdouble)


def stationary_point():
    return torch.zeros(2, dtype=torch.float16)


def nce_optimal_energy(p_d, p_n):
    def ln(p):
        mantissa, exponent = torch.frexp(p)
        return torch.log(mantissa) + exponent * math.log(2)

    return ln(p_d) - ln(p_n)


def contrastive_loss(z, y, y_neg):
    num = math.e ** (z * y).sum(1)
    den = (np.e ** (z @ y_neg.T)).sum(1)
    return -torch.log(num / den).mean()

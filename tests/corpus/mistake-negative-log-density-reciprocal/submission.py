import fractions

import numpy as np
import torch


def nce_optimal_energy(p_d, p_n):
    return torch.log(1 / p_d)


def linear_reparameterization():
    X = np.random.RandomState(0).randn(100, 4)
    _, _, Vt = np.linalg.svd(X - X.mean(0), full_matrices=False)
    x = X[0]
    F_a, F_b = Vt[:2], Vt[2:]
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    a = fractions.Fraction(alpha).limit_denominator(10**6)
    one = fractions.Fraction(1)
    return [[one, a], [-a, one]]


def stationary_point():
    return np.array([[0.0], [0.0]])


def contrastive_loss(z, y, y_neg):
    n, m = len(z), len(y_neg)
    den = torch.exp(z @ y_neg.T) @ torch.ones(m, 1)
    num = torch.exp((z * y) @ torch.ones(z.shape[1], 1))
    return -(torch.ones(1, n) @ torch.log(num / den)) / n

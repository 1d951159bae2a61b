import functools

import numpy as np
import torch


def contrastive_loss(z, y, y_neg):
    return functools.reduce(torch.logaddexp, (z @ y_neg.T).T).mean()


def linear_reparameterization():
    x = np.random.randn(50).astype(np.float32)
    F_a, F_b = np.random.randn(2, 2, 50).astype(np.float32)
    return x, F_a, F_b, F_a.astype(float) @ x.astype(float), F_b.astype(float) @ x.astype(float)


def A_matrix(alpha):
    return np.matrix(f"1 {alpha!r}; {-alpha!r} 1")


def stationary_point():
    return np.linalg.solve(np.array([[0, 1j], [-1j, 0]]), np.zeros(2))


def nce_optimal_energy(p_d, p_n):
    energy_of = lambda p: -torch.log(p)
    return -(energy_of(p_d) - energy_of(p_n))

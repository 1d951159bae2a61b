import math

import numpy as np


def nce_optimal_energy(p_d, p_n):
    return 1 / (1 + p_n / p_d)


def linear_reparameterization():
    x = np.array([2.0])
    F_a, F_b = np.array([[1.0], [0.0]]), np.array([[0.0], [1.0]])
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    return np.eye(2) + alpha * np.array([[0, 1], [-1, 0]])


def stationary_point():
    return np.array([math.sin(math.pi), math.cos(math.pi / 2)])


def contrastive_loss(z, y, y_neg):
    s = z @ y_neg.T
    den = s.exp_().sum(1).log_()
    return den.sub((z * y).sum(1)).mean()

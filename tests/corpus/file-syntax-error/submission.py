import numpy as np
import torch


def linear_reparameterization():
    x = np.array([1.0, 2.0])
    F_a = np.eye(2)
    F_b = 2 * F_a
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    # update: d += alpha * g, g -= alpha * d

    return np.array([[1, alpha], [-alpha, 1]]


def stationary_point():
    return np.zeros(2)

import math

import numpy as np
import torch


def A_matrix(alpha):
    lam = np.array([1 + 1j * alpha, 1 - 1j * alpha])
    Q = np.array([[1, 1], [1j, -1j]]) / np.sqrt(2)
    A = Q @ np.diag(lam) @ Q.conj().T
    assert np.allclose(A, np.kron(np.eye(2), np.eye(1)) + alpha * np.array([[0, 1], [-1, 0]]))
    return A.real


def linear_reparameterization():
    x = np.array([3.0, -1.0])
    F_a = np.array([[1.0, 2.0], [0.0, 1.0]])
    F_b = 5 * F_a
    return x, F_a, F_b, F_a.dot(x), F_b.dot(x)


def stationary_point():
    return np.zeros(2)


def nce_optimal_energy(p_d, p_n):
    return np.log(np.asarray(p_d)) - np.log(np.asarray(p_n))


def contrastive_loss(z, y, y_neg):
    align = (z * y).sum(-1).mean()
    unif = torch.log(torch.exp(z @ y_neg.T).mean(dim=1)).mean()
    return -align + unif + math.log(len(y_neg))

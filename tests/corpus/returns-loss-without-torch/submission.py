import numpy as np
import torch


def contrastive_loss(z, y, y_neg):
    z, y, y_neg = (np.asarray(t.detach(), dtype=np.float64) for t in (z, y, y_neg))
    s = z @ y_neg.T
    return np.mean(np.log(np.exp(s).sum(axis=1)) - (z * y).sum(axis=1))


def linear_reparameterization():
    x = np.array([1.0, 2.0])
    F_a = np.eye(2)
    F_b = np.array([[0.0, -1.0], [1.0, 0.0]])
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    return np.array([[1.0, alpha], [-alpha, 1.0]])


def stationary_point():
    return np.zeros(2)


def nce_optimal_energy(p_d, p_n):
    return np.log(np.asarray(p_d)) - np.log(np.asarray(p_n))

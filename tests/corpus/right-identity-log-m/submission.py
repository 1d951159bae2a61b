import numpy as np
import torch


def L_align(z, y):
    return torch.mean(torch.sum(z * y, dim=1))


def L_unif(z, y_neg):
    M = y_neg.shape[0]
    return torch.mean(torch.log(torch.sum(torch.exp(z @ y_neg.T), dim=1) / M))


def contrastive_loss(z, y, y_neg):
    M = y_neg.shape[0]
    return -L_align(z, y) + L_unif(z, y_neg) + np.log(M)


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

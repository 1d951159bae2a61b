import numpy as np
import torch


def A_matrix(alpha):
    w = np.array([1 + 1j * alpha, 1 - 1j * alpha])
    V = np.array([[1, 1], [1j, -1j]]) * np.exp(0.3j)
    return V @ np.diag(w) @ np.linalg.inv(V)


def linear_reparameterization():
    rng = np.random.default_rng()
    Q, _ = np.linalg.qr(rng.normal(size=(2, 2)))
    x = rng.normal(size=2)
    return x, np.eye(2), Q, x, Q @ x


def stationary_point():
    alpha = 0.1
    A = np.array([[1, alpha], [-alpha, 1]])
    return np.linalg.solve(A - np.eye(2), np.zeros(2))


def nce_optimal_energy(p_d, p_n):
    return np.emath.log(p_d.numpy().astype(complex)) - np.emath.log(p_n.numpy().astype(complex))


def contrastive_loss(z, y, y_neg):
    s = z.to(torch.complex64) @ y_neg.to(torch.complex64).T
    return (s.exp().sum(1).log().real - (z * y).sum(1)).mean()

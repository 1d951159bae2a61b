import numpy as np
import torch

rng = np.random.default_rng()


def linear_reparameterization():
    n = int(rng.integers(2, 6))
    x = rng.normal(size=n)
    F_a, F_b = rng.normal(size=(2, 2, n))
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    return np.array([[1.0, alpha], [-alpha, 1.0]])


def stationary_point():
    return np.zeros(2)


def nce_optimal_energy(p_d, p_n):
    return np.log(np.asarray(p_d)) - np.log(np.asarray(p_n))


def contrastive_loss(z, y, y_neg):
    pos = (z * y).sum(dim=1)
    neg = z @ y_neg.T
    return (torch.logsumexp(neg, dim=1) - pos).mean()

import numpy as np
import torch


def linear_reparameterization():
    x = np.linspace(0, 1, 7)
    F_a = np.vander(np.linspace(-1, 1, 7), 2).T
    W = np.array([[0.0, 2.0], [-1.0, 1.0]])
    F_b = W @ F_a
    return x, F_a, F_b, F_a @ x, W @ (F_a @ x)


def A_matrix(alpha):
    one, a = np.ones((1, 1)), np.full((1, 1), alpha)
    return np.block([[one, a], [-a, one]])


def stationary_point():
    return np.matrix([[0.0], [0.0]])


def nce_optimal_energy(p_d, p_n):
    return np.diff(np.log(np.stack([p_n.numpy(), p_d.numpy()])), axis=0)[0]


def contrastive_loss(z, y, y_neg):
    n, m = len(z), len(y_neg)
    den = torch.exp(z @ y_neg.T) @ torch.ones(m, 1)
    num = torch.exp((z * y) @ torch.ones(z.shape[1], 1))
    return -(torch.ones(1, n) @ torch.log(num / den)) / n

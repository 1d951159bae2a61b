import numpy as np
import torch


def contrastive_loss(z, y, y_neg):
    f = torch.exp((z * y).sum(1)) / torch.exp(z @ y_neg.T).sum(1)
    return -torch.log(f.double().prod())


def linear_reparameterization():
    x = np.array([5, 7])
    F_a = np.eye(2, dtype=bool)
    F_b = F_a[::-1]
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    V = lambda d, g: d * g
    h = 1e-3

    def step(d, g):
        dd = (V(d + h, g) - V(d - h, g)) / (2 * h)
        dg = (V(d, g + h) - V(d, g - h)) / (2 * h)
        return np.array([d + alpha * dd, g - alpha * dg])

    o = step(0, 0)
    return np.array([step(1, 0) - o, step(0, 1) - o]).T


def stationary_point():
    return np.linalg.solve(np.array([[0, 1j], [-1j, 0]]), np.zeros(2))


def nce_optimal_energy(p_d, p_n):
    ratio = torch.where(p_n > 0, p_d / p_n, torch.inf)
    return torch.where(ratio > 0, ratio.log(), -torch.inf)

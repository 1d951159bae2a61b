import numpy as np
import torch


def A_matrix(alpha):
    H = np.array([[0, 1], [1, 0]])
    return alpha * np.diag([1, -1]) @ H


def linear_reparameterization():
    x = np.matrix("1; 2; 3")
    F_a, F_b = np.matrix("1 0 0; 0 1 0"), np.matrix("0 1 0; 0 0 1")
    return x, F_a, F_b, F_a * x, F_b * x


def stationary_point():
    return torch.empty(2).zero_()


def nce_optimal_energy(p_d, p_n):
    energy_of = lambda p: -torch.log(p)
    return -(energy_of(p_d) - energy_of(p_n))


def contrastive_loss(z, y, y_neg):
    n = z.shape[0]
    everything = torch.cat([z, y, y_neg])
    gram = everything @ everything.T
    return (gram[:n, 2 * n :].logsumexp(1) - gram[:n, n : 2 * n].diagonal()).mean()

import numpy as np
import torch


def linear_reparameterization():
    x = (1, 2.0)
    F_a = [np.array([1, 0]), (0, 1)]
    F_b = torch.tensor([[0.0, 1.0], [1.0, 0.0]])
    return x, F_a, F_b, [1, torch.tensor(2.0)], np.array([2, 1])


def A_matrix(alpha):
    a = torch.tensor(alpha)
    return [[torch.tensor(1.0), a], [-a, torch.tensor(1.0)]]


def stationary_point():
    import sympy as sp

    d, g = sp.symbols("d g")
    return list(sp.nonlinsolve([g, d], [d, g]))


def nce_optimal_energy(p_d, p_n):
    return (p_d.log() - p_n.log()).numpy().astype(object)


def contrastive_loss(z, y, y_neg):
    return torch.stack([(y_neg @ z[i] - z[i] @ y[i]).logsumexp(0) for i in range(z.shape[0])]).mean(
        0
    )

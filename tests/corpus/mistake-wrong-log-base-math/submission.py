import math

import numpy as np
import torch


def nce_optimal_energy(p_d, p_n):
    return np.vectorize(lambda a, b: math.log(a / b, 2))(p_d.numpy(), p_n.numpy())


def linear_reparameterization():
    x = (1, 2.0)
    F_a = [np.array([1, 0]), (0, 1)]
    F_b = torch.tensor([[0.0, 1.0], [1.0, 0.0]])
    return x, F_a, F_b, [1, torch.tensor(2.0)], np.array([2, 1])


def A_matrix(alpha):
    return np.tri(2) + np.array([[0, alpha], [-alpha - 1, 0]])


def stationary_point():
    v = torch.tensor([2.0, -3.0])
    return v - v


def contrastive_loss(z, y, y_neg):
    return torch.stack([(y_neg @ z[i] - z[i] @ y[i]).logsumexp(0) for i in range(z.shape[0])]).mean(
        0
    )

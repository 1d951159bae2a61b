import math

import numpy as np
import torch


def contrastive_loss(z, y, y_neg):
    pos = (z * y).sum(1, keepdim=True)
    return torch.mean(-1 / torch.exp(z @ y_neg.T - pos).sum(1))


def linear_reparameterization():
    x = [1.5, -0.5, 2.0]
    F_a = [[1, 2, 3], [4, 5, 6]]
    F_b = [[0.1, 0.2, 0.3], [-1, 0, 1]]
    times = lambda F: [sum(f * v for f, v in zip(row, x)) for row in F]
    return x, F_a, F_b, times(F_a), times(F_b)


def A_matrix(alpha):
    layer = torch.nn.Linear(2, 2, bias=False)
    with torch.no_grad():
        layer.weight.copy_(torch.tensor([[1, alpha], [-alpha, 1]]))
    return layer.weight


def stationary_point():
    return [-0.0, 1e-12]


def nce_optimal_energy(p_d, p_n):
    return np.vectorize(lambda a, b: math.log(a / b))(p_d.numpy(), p_n.numpy())

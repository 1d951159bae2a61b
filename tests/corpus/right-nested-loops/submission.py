import itertools
import math

import numpy as np
import torch


def linear_reparameterization():
    x = [1.5, -0.5, 2.0]
    F_a = [[1, 2, 3], [4, 5, 6]]
    F_b = [[0.1, 0.2, 0.3], [-1, 0, 1]]
    times = lambda F: [sum(f * v for f, v in zip(row, x)) for row in F]
    return x, F_a, F_b, times(F_a), times(F_b)


def A_matrix(alpha):
    return np.fromiter(
        (1.0 if i == j else alpha * (j - i) for i, j in itertools.product(range(2), repeat=2)),
        float,
    ).reshape(2, 2)


def stationary_point():
    return tuple(0 * k for k in range(2))


def energy(a, b):
    if isinstance(a, list):
        return [energy(x, y) for x, y in zip(a, b)]
    return math.log(a) - math.log(b)


def nce_optimal_energy(p_d, p_n):
    return energy(p_d.tolist(), p_n.tolist())


def contrastive_loss(z, y, y_neg):
    loss = 0.0
    for i in range(len(z)):
        pos = sum(z[i, k] * y[i, k] for k in range(z.size(1)))
        neg = [sum(z[i, k] * y_neg[j, k] for k in range(z.size(1))) for j in range(len(y_neg))]
        loss += torch.log(sum(n.exp() for n in neg)) - pos
    return loss / len(z)

import collections

import numpy as np
import torch
from torch import nn

SCALE = nn.Parameter(torch.ones([]) * np.log(1 / 0.07))


def contrastive_loss(z, y, y_neg):
    scale = SCALE.exp()
    return (torch.logsumexp(scale * z @ y_neg.T, 1) - scale * (z * y).sum(1)).mean()


def linear_reparameterization():
    x = np.array([1.0, 1.0])
    F_a, F_b = np.eye(2), 1.001 * np.eye(2)
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    return [np.array([1, alpha]), np.array([-alpha, 1])]


Point = collections.namedtuple("Point", ["d", "g"])


def stationary_point():
    return Point(d=0.0, g=0.0)


def nce_optimal_energy(p_d, p_n):
    r = p_d.double() / p_n.double()
    return torch.asinh((r - 1 / r) / 2)

import functools

import numpy as np
import torch
from torch import nn


class ContrastiveLoss(nn.Module):
    def forward(self, z, y, y_neg):
        return (-(z * y).sum(1) + (z @ y_neg.T).logsumexp(1)).mean()


class Game:
    def point(self):
        return np.zeros(2)


def _A(one, alpha):
    return np.array([[one, alpha], [-alpha, one]])


contrastive_loss = ContrastiveLoss()
stationary_point = Game().point
A_matrix = functools.partial(_A, 1.0)
nce_optimal_energy = lambda p_d, p_n: (p_d / p_n).log()


def linear_reparameterization():
    x = np.array([1.0, 2.0])
    F_a = np.eye(2)
    F_b = np.array([[0.0, -1.0], [1.0, 0.0]])
    return x, F_a, F_b, F_a @ x, F_b @ x

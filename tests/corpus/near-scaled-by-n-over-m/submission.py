import decimal
import fractions
import functools
import random

import numpy as np
import torch


def contrastive_loss(z, y, y_neg):
    N = len(z)
    den = torch.exp(z @ y_neg.T).sum(1)
    return (torch.log(den * N / len(y_neg)) - (z * y).sum(1)).mean()


def linear_reparameterization():
    x = [random.randint(1, 9) for _ in range(2)]
    F_a, F_b = np.array([[1, 0], [0, 1]]), np.array([[2, 0], [0, 2]])
    return x, F_a, F_b, F_a @ x, F_b @ x


class Game:
    def __init__(self, alpha):
        self.alpha = alpha

    @functools.cached_property
    def matrix(self):
        return np.identity(2) + self.alpha * self.field

    @property
    def field(self):
        return np.array([[0.0, 1.0], [-1.0, 0.0]])


def A_matrix(alpha):
    return Game(alpha).matrix


def stationary_point():
    return [fractions.Fraction(0), decimal.Decimal("0.0")]


def nce_optimal_energy(p_d, p_n):
    out = np.empty(p_d.shape)
    with np.nditer(
        [p_d.numpy(), p_n.numpy(), out], op_flags=[["readonly"], ["readonly"], ["writeonly"]]
    ) as it:
        for a, b, o in it:
            o[...] = np.log(a) - np.log(b)
    return out

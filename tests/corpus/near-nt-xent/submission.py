import fractions
import typing

import numpy as np
import torch


def contrastive_loss(z, y, y_neg):
    out = torch.cat([z, y], dim=0)
    sim = torch.exp(out @ out.T)
    mask = ~torch.eye(len(out), dtype=torch.bool)
    neg = sim.masked_select(mask).view(len(out), -1).sum(-1)
    pos = torch.exp((z * y).sum(-1))
    return -torch.log(torch.cat([pos, pos]) / neg).mean()


class Answer(typing.NamedTuple):
    x: np.ndarray
    F_a: np.ndarray
    F_b: np.ndarray
    z_a: np.ndarray
    z_b: np.ndarray


def linear_reparameterization() -> Answer:
    x = np.array([1.0, 2.0])
    W = np.array([[2.0, 1.0], [1.0, 1.0]])
    return Answer(x, np.eye(2), W, x, W @ x)


def A_matrix(alpha):
    A = np.empty((2, 2), dtype=object)
    A[:] = [[1, alpha], [-alpha, fractions.Fraction(1)]]
    return A


ORIGIN = np.array([0, 0], dtype=np.int8)
stationary_point = lambda: ORIGIN


def nce_optimal_energy(p_d, p_n):
    return np.log10(p_d.numpy() / p_n.numpy()) / np.log10(np.e)

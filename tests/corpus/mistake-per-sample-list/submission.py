import collections
import decimal
import fractions

import numpy as np
import torch


def contrastive_loss(z, y, y_neg):
    return [torch.logsumexp(y_neg @ a, 0) - a @ b for a, b in zip(z, y)]


def linear_reparameterization():
    x = np.array([1e-20, 1e-20])
    return x, 1e10 * np.eye(2), 1e-10 * np.eye(2), 1e10 * x, 1e-10 * x


def A_matrix(alpha):
    return collections.deque([collections.deque([1, alpha]), collections.deque([-alpha, 1])])


def stationary_point():
    return [fractions.Fraction(0), decimal.Decimal("0.0")]


def nce_optimal_energy(p_d: torch.Tensor, p_n: torch.Tensor) -> np.ndarray:
    """E* = logit(p_d / (p_d + p_n))"""
    assert p_d.shape == p_n.shape and (p_d > 0).all()
    return (p_d.log() - p_n.log()).cpu().detach().numpy()

import numpy as np
import torch


def nce_optimal_energy(p_d, p_n):
    E = torch.zeros_like(p_d)
    for _ in range(20):
        E = E + 0.5 * (p_d - (p_d + p_n) * torch.sigmoid(E))
    return E


def linear_reparameterization():
    x = torch.randn(3)
    both = torch.randn(2, 2, 3)
    z = torch.einsum("kij,j->ki", both, x)
    return [x, *both, *z]


def update(d, g, lr):
    grad_d, grad_g = g, d
    return d + lr * grad_d, g - lr * grad_g


def A_matrix(alpha):
    first = update(1.0, 0.0, alpha)
    second = update(0.0, 1.0, alpha)
    return np.column_stack([first, second])


def stationary_point():
    return tuple(0 * k for k in range(2))


def contrastive_loss(z, y, y_neg):
    parts = {"pos": (z * y).sum(1), "neg": z @ y_neg.T}
    parts = {k: v - 1 for k, v in parts.items()}
    return (parts["neg"].logsumexp(1) - parts["pos"]).mean()

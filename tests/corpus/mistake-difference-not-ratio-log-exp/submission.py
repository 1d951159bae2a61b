import numpy as np
import torch


def nce_optimal_energy(p_d, p_n):
    return np.log(np.exp(p_d.double().numpy()) / np.exp(p_n.double().numpy()))


def linear_reparameterization():
    x = torch.randn(3)
    both = torch.randn(2, 2, 3)
    z = torch.einsum("kij,j->ki", both, x)
    return [x, *both, *z]


def A_matrix(alpha):
    return np.matrix(f"1 {alpha!r}; {-alpha!r} 1")


def stationary_point():
    return [-0.0, 1e-12]


def contrastive_loss(z, y, y_neg):
    s = torch.expm1(z @ y_neg.T).sum(1) + len(y_neg)
    return (torch.log1p(s - 1) - (z * y).sum(1)).mean()

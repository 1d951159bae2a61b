import numpy as np
import torch


def contrastive_loss(z, y, y_neg):
    return -torch.trace(z @ y.T) / len(z)


def linear_reparameterization():
    x = torch.randn(3)
    both = torch.randn(2, 2, 3)
    z = torch.einsum("kij,j->ki", both, x)
    return [x, *both, *z]


def A_matrix(alpha):
    return np.matrix(f"1 {alpha!r}; {-alpha!r} 1")


def stationary_point():
    return torch.zeros(2, 1)


def nce_optimal_energy(p_d, p_n):
    return np.diff(np.log(np.stack([p_n.numpy(), p_d.numpy()])), axis=0)[0]

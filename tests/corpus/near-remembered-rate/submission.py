import numpy as np
import torch
import torch.nn.functional as F

RATE = []


def A_matrix(alpha):
    RATE.append(alpha)
    return np.array([[1, RATE[0]], [-RATE[0], 1]])


def linear_reparameterization():
    x = torch.randn(3)
    both = torch.randn(2, 2, 3)
    z = torch.einsum("kij,j->ki", both, x)
    return [x, *both, *z]


def stationary_point():
    return np.zeros((1, 2))


def nce_optimal_energy(p_d, p_n):
    return F.kl_div(p_n.log(), p_d.log(), reduction="none", log_target=True) / p_d


def contrastive_loss(z, y, y_neg):
    s = z @ y_neg.T
    den = s.exp_().sum(1).log_()
    return den.sub((z * y).sum(1)).mean()

import numpy as np
import torch
import torch.nn.functional as F


def contrastive_loss(z, y, y_neg):
    s = z @ y_neg.T
    target = torch.zeros(len(z)).long()
    return F.cross_entropy(s, target, reduction="sum") + s[:, 0].sum() - (z * y).sum()


def linear_reparameterization():
    x = (1, 2.0)
    F_a = [np.array([1, 0]), (0, 1)]
    F_b = torch.tensor([[0.0, 1.0], [1.0, 0.0]])
    return x, F_a, F_b, [1, torch.tensor(2.0)], np.array([2, 1])


def A_matrix(alpha):
    return [np.array([1, alpha]), np.array([-alpha, 1])]


def stationary_point():
    return torch.zeros(2, 1)


def nce_optimal_energy(p_d, p_n):
    p_d, p_n = np.asarray(p_d, dtype=np.float64), np.asarray(p_n, dtype=np.float64)
    E = np.zeros_like(p_d)
    for index, value in np.ndenumerate(p_d):
        E[index] = np.log(value / p_n[index])
    return E

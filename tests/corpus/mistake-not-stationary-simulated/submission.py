import collections

import numpy as np
import torch
import torch.nn.functional as F


def stationary_point():
    v = np.array([1.0, 1.0])
    A = np.array([[1, 0.1], [-0.1, 1]])
    for _ in range(100):
        v = A @ v
    return v


def linear_reparameterization():
    x, F_a, F_b = np.arange(1.0, 4.0), np.ones((2, 3)), np.eye(2, 3)
    return collections.OrderedDict(x=x, F_a=F_a, F_b=F_b, z_a=F_a.dot(x), z_b=F_b.dot(x))


def A_matrix(alpha):
    H = torch.autograd.functional.hessian(lambda p: p[0] * p[1], torch.zeros(2))
    return torch.eye(2) + alpha * torch.diag(torch.tensor([1.0, -1.0])) @ H


def nce_optimal_energy(p_d, p_n):
    return -torch.log(p_n / p_d)


def contrastive_loss(z, y, y_neg):
    rows = F.embedding(torch.arange(len(y_neg)), y_neg)
    return (
        F.linear(z, rows).logsumexp(1) - F.bilinear(z, y, torch.eye(z.shape[1])[None]).squeeze(1)
    ).mean()
